import { useSyncExternalStore } from "react";

/** What the person has done already, by publication: kept on this computer, so that the bar may be closed and opened. */
const KEY = "upbeat.ticks";
/** Publications whose ticks are kept; the oldest are forgotten. */
const KEPT_MAX = 50;

type All = Readonly<Record<string, readonly string[]>>;

const NONE: readonly string[] = [];
const listeners = new Set<() => void>();
let latest: { text: string | null; all: All } = { text: null, all: {} };

/** Everything that is ticked; the same object for as long as nothing changed. */
function all(): All {
  const text = localStorage.getItem(KEY);
  if (text !== latest.text) latest = { text, all: read(text) };
  return latest.all;
}

function read(text: string | null): All {
  try {
    const found: unknown = JSON.parse(text ?? "{}");
    return isTicks(found) ? found : {};
  } catch {
    // Without a memory the bar only forgets what was ticked.
    return {};
  }
}

function isTicks(found: unknown): found is All {
  return typeof found === "object" && found !== null && Object.values(found).every(Array.isArray);
}

function write(publication: string, ticks: readonly string[]): void {
  const { [publication]: _before, ...others } = all();
  const kept = Object.entries(others).slice(-(KEPT_MAX - 1));
  const next = Object.fromEntries(ticks.length > 0 ? [...kept, [publication, ticks]] : kept);
  localStorage.setItem(KEY, JSON.stringify(next));
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  // Another window of ours ticked.
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

/** Ticks of one publication. A step's name changes with what it holds: a text that was edited since is not ticked. */
export function useTicks(publication: string) {
  const ticks = useSyncExternalStore(listen, () => all()[publication] ?? NONE);
  return {
    has: (step: string) => ticks.includes(step),
    set: (step: string, on: boolean) => {
      const others = (all()[publication] ?? NONE).filter((each) => each !== step);
      write(publication, on ? [...others, step] : others);
    },
    forget: () => write(publication, NONE),
  };
}

/** A step's name: what it is about, and a digest of what it holds (FNV-1a, 32 bits). */
export function stepOf(about: string, value: string): string {
  let digest = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(value)) digest = Math.imul(digest ^ byte, 0x01000193) >>> 0;
  return `${about} ${digest.toString(16)}`;
}
