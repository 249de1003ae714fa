/**
 * F6: moves focus from region to region. Regions carry `data-region` and may lie in one another: the one that holds the
 * focus is the innermost. An outer region's own controls are those that no inner one holds; without any of its own it is
 * no stop.
 */
export function moveRegion(step: 1 | -1): void {
  const stops = [...document.querySelectorAll<HTMLElement>("[data-region]")].filter(isStop);
  if (stops.length === 0) return;
  const next =
    stops[(placeOf(document.activeElement ?? document.body, stops, step) + stops.length) % stops.length];
  if (!next) return;
  const [first] = controlsOf(next);
  if (first) first.focus();
  else {
    next.tabIndex = -1;
    next.focus();
  }
}

/** Where the step from an element leads among the stops; from outside of all of them, to the nearest on its way. */
function placeOf(focused: Element, stops: readonly HTMLElement[], step: 1 | -1): number {
  const region = focused.closest<HTMLElement>("[data-region]");
  const here = region ? stops.indexOf(region) : -1;
  if (here !== -1) return here + step;
  const follows = (stop: HTMLElement) =>
    (focused.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  const after = stops.findIndex(follows);
  if (step === 1) return Math.max(0, after);
  return (after === -1 ? stops.length : after) - 1;
}

const CONTROLS =
  "[contenteditable=true], a[href], button:not(:disabled), input:not(:disabled), textarea, select, [tabindex='0']";

/** What can be focused in a region and in none within it. */
function controlsOf(region: HTMLElement): HTMLElement[] {
  return [...region.querySelectorAll<HTMLElement>(CONTROLS)].filter(
    (control) => control.tabIndex >= 0 && control.closest("[data-region]") === region && isShown(control),
  );
}

function isStop(region: HTMLElement): boolean {
  const holdsOthers = region.querySelector("[data-region]") !== null;
  return isShown(region) && (!holdsOthers || controlsOf(region).length > 0);
}

function isShown(element: HTMLElement): boolean {
  return element.checkVisibility();
}
