import { type KeyboardEvent, type RefObject, useRef } from "react";
import { useText } from "@/text/context";
import { shell } from "@/text/shell";
import { useShortcuts } from "./shortcuts";

/**
 * J and K go down and up the rows of a screen's list from anywhere on it; inside it the arrows do, with Home and End.
 * The row that they reach is chosen, and the first button in its element, which carries `data-row`, gets the focus.
 */
export function useListSteps(
  ids: readonly string[],
  chosen: string | undefined,
  choose: (id: string) => void,
): { ref: RefObject<HTMLDivElement | null>; onKeyDown: (event: KeyboardEvent) => void } {
  const t = useText(shell);
  const ref = useRef<HTMLDivElement>(null);
  const here = chosen === undefined ? -1 : ids.indexOf(chosen);
  const to = (index: number) => {
    const id = ids[Math.max(0, Math.min(ids.length - 1, index))];
    if (id === undefined) return;
    choose(id);
    const row = ref.current?.querySelector(`[data-row="${CSS.escape(id)}"]`);
    row?.querySelector<HTMLElement>("button")?.focus();
  };
  useShortcuts([
    { keys: "j", label: t.nextRow, letter: true, run: () => to(here + 1) },
    { keys: "k", label: t.previousRow, letter: true, run: () => to(here - 1) },
  ]);
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: here + 1,
    ArrowUp: here - 1,
    Home: 0,
    End: ids.length - 1,
  };
  return {
    ref,
    onKeyDown: (event) => {
      const next = steps[event.key];
      const inRow = event.target instanceof Element && event.target.closest("[data-row]");
      if (next === undefined || !inRow || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      to(next);
    },
  };
}
