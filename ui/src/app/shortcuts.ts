import { useEffect, useRef } from "react";
import { tinykeys } from "tinykeys";
import { create } from "zustand";

/**
 * Shortcuts. Letters follow the character and act only outside text fields; digits follow the key (`Digit1`), because
 * AZERTY types them with Shift. `$mod` is Ctrl, Cmd on a Mac.
 */
export type Shortcut = {
  keys: string;
  label: string;
  /** A plain letter: needs the setting, and no text field in focus. */
  letter?: boolean;
  run: (event: KeyboardEvent) => void;
};

type Registry = {
  sets: ReadonlyMap<symbol, readonly Shortcut[]>;
  put: (key: symbol, set: readonly Shortcut[] | null) => void;
};

/** What works now, for the sheet. */
export const useShortcutRegistry = create<Registry>((set) => ({
  sets: new Map(),
  put: (key, shortcuts) =>
    set(({ sets }) => {
      const next = new Map(sets);
      if (shortcuts) next.set(key, shortcuts);
      else next.delete(key);
      return { sets: next };
    }),
}));

let letters = true;

/** The setting "single letters act". */
export function allowLetters(allowed: boolean): void {
  letters = allowed;
}

/** Between the keys of two shortcuts, in the text that tells whether they are still the same. */
const BETWEEN = " , ";

export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts);
  const names = shortcuts.map((shortcut) => shortcut.keys).join(BETWEEN);
  // The latest closures are read when a key comes, so that a rerender need not rebind.
  useEffect(() => {
    latest.current = shortcuts;
  });
  // The keyboard is outside React.
  useEffect(() => {
    const id = Symbol("shortcuts");
    const bindings: Record<string, (event: KeyboardEvent) => void> = {};
    for (const [index, keys] of names.split(BETWEEN).entries()) {
      bindings[keys] = (event) => {
        const shortcut = latest.current[index];
        if (!shortcut || event.defaultPrevented || event.isComposing) return;
        if (shortcut.letter && (!letters || inTextField(event.target))) return;
        event.preventDefault();
        shortcut.run(event);
      };
    }
    // Why: tinykeys would leave out text fields altogether; here only plain letters do (see above).
    const stop = tinykeys(window, bindings, { ignore: () => false });
    useShortcutRegistry.getState().put(id, latest.current);
    return () => {
      stop();
      useShortcutRegistry.getState().put(id, null);
    };
  }, [names]);
}

export function inTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.matches(
      "input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [role=spinbutton]",
    )
  );
}

/** A shortcut as people read it: "Ctrl Z", "⌘ Z", "F6". */
export function shown(keys: string, mac: boolean): string {
  return keys
    .replaceAll("$mod", mac ? "⌘" : "Ctrl")
    .replace(/Digit(\d)/g, "$1")
    .replace("Shift", mac ? "⇧" : "Shift")
    .split("+")
    .map((key) => (key.length === 1 ? key.toUpperCase() : key))
    .join(" ");
}
