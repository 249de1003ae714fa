import { useEffect, useRef, useState } from "react";
import { tinykeys } from "tinykeys";
import { create } from "zustand";

/**
 * Shortcuts. Letters follow the character and act only outside text fields; digits follow the key (`Digit1`), because
 * AZERTY types them with Shift; `[Shift]` is there or not, as the layout needs it for a sign. `$mod` is Ctrl, Cmd on a Mac.
 */
export type Shortcut = {
  keys: string;
  label: string;
  /** A plain letter: needs the setting, and no text field in focus. */
  letter?: boolean;
  /** Leaves text fields alone: they have a meaning of their own for these keys. */
  sparesText?: boolean;
  /** Acts under an open dialog, menu or panel too. Else the layer has the keyboard to itself. */
  underLayers?: boolean;
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
  const [id] = useState(() => Symbol("shortcuts"));
  const names = shortcuts.map((shortcut) => shortcut.keys).join(BETWEEN);
  const labels = shortcuts.map((shortcut) => shortcut.label).join(BETWEEN);
  // The latest closures are read when a key comes, so that a rerender need not rebind.
  useEffect(() => {
    latest.current = shortcuts;
  });
  // The keyboard is outside React.
  useEffect(() => {
    const bindings: Record<string, (event: KeyboardEvent) => void> = {};
    for (const [index, keys] of names.split(BETWEEN).entries()) {
      bindings[keys] = (event) => {
        const shortcut = latest.current[index];
        if (!shortcut || event.defaultPrevented || event.isComposing || !acts(shortcut, event)) return;
        event.preventDefault();
        shortcut.run(event);
      };
    }
    // Why: tinykeys would leave out text fields altogether; here only plain letters do (see above).
    return tinykeys(window, bindings, { ignore: () => false });
  }, [names]);
  // So is the sheet's list. Another language changes the labels, and nothing else.
  useEffect(() => {
    if (names && labels) useShortcutRegistry.getState().put(id, latest.current);
    return () => useShortcutRegistry.getState().put(id, null);
  }, [id, names, labels]);
}

/** Whether a shortcut is meant by these keys, pressed there, under these layers. */
function acts({ letter, sparesText, underLayers }: Shortcut, event: KeyboardEvent): boolean {
  const { target } = event;
  // AltGr writes: "#" on AZERTY is AltGr+3, which tinykeys takes for Alt+3.
  if (event.getModifierState("AltGraph")) return false;
  if (letter && !letters) return false;
  if ((letter || sparesText) && inTextField(target)) return false;
  return Boolean(underLayers) || document.querySelector("[data-layer]") === null;
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

/** A shortcut as people read it: "Ctrl Z", "⌘ Z", "F6"; keys that follow each other: "G C". */
export function shown(keys: string, mac: boolean): string {
  return keys
    .replace("[Shift]+", "")
    .replaceAll("$mod", mac ? "⌘" : "Ctrl")
    .replace(/Digit(\d)/g, "$1")
    .replace("Shift", mac ? "⇧" : "Shift")
    .split(/[+ ]/)
    .map((key) => (key.length === 1 ? key.toUpperCase() : key))
    .join(" ");
}
