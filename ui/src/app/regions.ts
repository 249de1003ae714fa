/** F6: moves focus from region to region. Regions carry `data-region`, in reading order. */
export function moveRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>("[data-region]")].filter(
    (region) => region.offsetParent !== null,
  );
  if (regions.length === 0) return;
  const here = regions.findIndex((region) => region.contains(document.activeElement));
  const from = here === -1 && step === -1 ? 0 : here;
  const next = regions[(from + step + regions.length) % regions.length];
  const first = next?.querySelector<HTMLElement>(
    "[contenteditable=true], a[href], button:not(:disabled), input:not(:disabled), textarea, select, [tabindex='0']",
  );
  if (first) first.focus();
  else if (next) {
    next.tabIndex = -1;
    next.focus();
  }
}
