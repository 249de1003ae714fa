// What a person could press now, and what the page looks like: asked again and again by the walk over all controls.
const REACH =
  "a[href],button,input,textarea,select,[contenteditable=true],[role=button],[role=tab],[role=switch],[role=radio]," +
  "[role=checkbox],[role=option],[role=row],[role=menuitem],[role=menuitemradio],[role=slider],[role=spinbutton]," +
  "label:has(input[type=checkbox],input[type=radio]),summary,video[controls]";
// React Aria marks what it lays over the page by what triggered it; a list on the screen is no layer.
const LAYER = "[role=dialog],[role=alertdialog],[role=menu],[data-trigger] [role=listbox]";

/** What is on its way out shows for a moment longer, and can't be pressed. */
const GONE = "[inert],[aria-hidden=true],[data-exiting]";

const shown = (element) => {
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  return box.width > 3 && box.height > 3 && style.visibility !== "hidden" && !element.closest(GONE);
};

const enabled = (element) =>
  !element.disabled && element.ariaDisabled !== "true" && !element.hasAttribute("data-disabled");

/** What is chosen of a group stays so: only another one changes it. */
const chosen = (element) =>
  (element.matches("[role=radio],[role=tab],[role=option],[role=menuitemradio]") &&
    (element.ariaChecked === "true" || element.ariaSelected === "true")) ||
  element.matches("label:has(input[type=radio]:checked),[aria-current=true],[aria-current=page]");

/** Whether the pointer gets there; the way past the sidebar lies above the page until it has the focus. */
const inReach = (element) => {
  element.scrollIntoView({ block: "nearest", inline: "nearest" });
  const { top, bottom, left, right } = element.getBoundingClientRect();
  return bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
};

/** A switch is pressed by its label; what lies inside a control belongs to it. */
const whole = (element) => {
  if (element.matches("input[type=checkbox],input[type=radio]") && element.closest("label")) return false;
  const outer = element.parentElement?.closest(REACH);
  return !outer || outer.matches("[role=row],[role=option],[role=slider]");
};

/** Counts change from one look to the next, and the plural with them. */
const uncounted = (name) => (/\d/.test(name) ? name.replace(/\d+/g, "0").replace(/s\b/g, "") : name);

/**
 * Hours change from one look to the next, and so does what is said after a comma of something in a list: they
 * are no part of a name. One day of a month is like the next, and so is one emoji.
 */
const nameOf = (element) =>
  uncounted(element.closest("[role=grid]") ? "a day" : element.ariaLabel || element.innerText || element.labels?.[0]?.innerText || element.title || element.placeholder || "")
    .trim()
    .replace(/\s+/g, " ")
    .replace(/^\p{Extended_Pictographic}\uFE0F?$/u, "an emoji")
    .replace(element.matches("[role=option]") ? /,.*/ : /$^/, "")
    .slice(0, 60);

const kindOf = (element) => element.getAttribute("role") || element.tagName.toLowerCase();

const isField = (element) =>
  element.isContentEditable ||
  element.matches("textarea,[role=spinbutton],input:not([type=checkbox],[type=radio],[type=range],[type=button])");

/** The topmost layer that lies over the screen, or the screen. */
const ground = () => [...document.querySelectorAll(LAYER)].filter(shown).at(-1) ?? document.body;

/** What lies over the screen, in words: the same key in two dialogs is two controls. */
const over = () => {
  const layer = ground();
  if (layer === document.body) return "";
  const title = layer.ariaLabel || layer.querySelector("h1,h2,h3")?.innerText;
  const named = layer.getAttribute("aria-labelledby")?.split(" ").map((id) => document.getElementById(id)?.innerText);
  return (title || named?.join(" ") || "").trim().slice(0, 60);
};

/** Every control: a key that stays the same over a reload, the element, whether one writes into it. */
const controls = (inside) => {
  const seen = new Map();
  const found = [];
  const options = new Map();
  for (const element of (inside ?? document.body).querySelectorAll(REACH)) {
    if (!shown(element) || !enabled(element) || chosen(element) || !whole(element)) continue;
    // Of a long list of like things the first three are pressed.
    const list = element.matches("[role=option],[role=menuitemradio],[role=grid] *")
      ? element.parentElement?.closest("[role=listbox],[role=menu],[role=grid]")
      : null;
    if (list) {
      options.set(list, (options.get(list) ?? 0) + 1);
      if (options.get(list) > 3) continue;
    }
    const name = `${kindOf(element)} “${nameOf(element)}”`;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    // What has one name does one thing: the first three of them are pressed.
    if (times > 3) continue;
    const region = element.closest("aside:has(nav)") ? "sidebar" : "screen";
    found.push([times > 1 ? `${name} #${times}` : name, element, isField(element), region, over()]);
  }
  return found;
};

/** The page in words: what it says and in what state its parts are. */
const looks = () => {
  const states = "aria-expanded,aria-pressed,aria-selected,aria-checked,aria-current,data-selected,data-open".split(",");
  const parts = [...document.querySelectorAll(states.map((state) => `[${state}]`).join(","))];
  const said = parts.map((part) => states.map((state) => part.getAttribute(state) ?? "").join());
  const fields = [...document.querySelectorAll("input,textarea")].map((field) => `${field.value}${field.checked}`);
  const layers = [...document.querySelectorAll(LAYER)].filter(shown).length;
  const films = [...document.querySelectorAll("video")].map((film) => `${film.src}${film.paused}`);
  const style = getComputedStyle(document.documentElement);
  const where = [...document.querySelectorAll("[style]")].map((part) => part.getAttribute("style"));
  return JSON.stringify([
    document.body.innerText, said, fields, layers, films, where, style.colorScheme, document.documentElement.lang,
    [...document.images].map((image) => image.src),
  ]);
};

const hash = (text) => {
  let sum = 0;
  for (let at = 0; at < text.length; at += 1) sum = (Math.imul(sum, 31) + text.charCodeAt(at)) | 0;
  return `${text.length}:${sum}`;
};

/** Where the focus is, when it is somewhere else than on what was pressed. */
const focusBeside = (pressed) => {
  const at = document.activeElement;
  if (!at || at === document.body || at === pressed || pressed?.contains(at)) return "";
  return `${kindOf(at)} ${nameOf(at)}`;
};

/** How long nothing on the page has changed, milliseconds; a page asked for the first time has just come. */
const still = () => {
  if (!window.walked) {
    window.walked = { since: performance.now() };
    const watch = new MutationObserver(() => {
      window.walked.since = performance.now();
    });
    watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  }
  return performance.now() - window.walked.since;
};
