import { type PointerEvent, useEffect, useRef, useState } from "react";

/** The pointer must go this far before a press is a drag, px. */
const DRAG_FROM_PX = 8;

/** By then the press that ended as a drag has been told of, ms. */
const PRESS_ENDS_MS = 150;

type Drag = { from: number; to: number };

/** `items` as they stand while one of them is dragged to another place. */
export function moved<T>(items: readonly T[], drag: Drag | null): readonly T[] {
  if (!drag || drag.from === drag.to) return items;
  const row = [...items];
  row.splice(drag.to, 0, ...row.splice(drag.from, 1));
  return row;
}

/**
 * Moves a tile with the pointer: the row shows where it would land, letting go moves it once, Escape leaves it. The
 * keyboard has Alt+arrows, the dialog has buttons.
 */
export function useReorder(move: (from: number, to: number) => void) {
  const grid = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const start = useRef<{ index: number; x: number; y: number } | null>(null);
  const justDragged = useRef(false);
  const isDragging = drag !== null;
  const latest = useRef({ drag, move });
  useEffect(() => {
    latest.current = { drag, move };
  });

  // The keyboard and a release outside the row are outside React.
  useEffect(() => {
    if (!isDragging) return;
    const stop = () => {
      start.current = null;
      setDrag(null);
      setTimeout(() => {
        justDragged.current = false;
      }, PRESS_ENDS_MS);
    };
    const drop = () => {
      const { drag: last, move: to } = latest.current;
      if (last && last.from !== last.to) to(last.from, last.to);
      stop();
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      stop();
    };
    window.addEventListener("keydown", onKeyDown, true);
    window.addEventListener("pointerup", drop);
    window.addEventListener("blur", stop);
    return () => {
      window.removeEventListener("keydown", onKeyDown, true);
      window.removeEventListener("pointerup", drop);
      window.removeEventListener("blur", stop);
    };
  }, [isDragging]);

  const under = (event: PointerEvent): number =>
    [...(grid.current?.children ?? [])].findIndex((tile) => {
      const box = tile.getBoundingClientRect();
      return (
        event.clientX >= box.left &&
        event.clientX <= box.right &&
        event.clientY >= box.top &&
        event.clientY <= box.bottom
      );
    });

  const handlers = (index: number, count: number) => ({
    // Why captured: the tile's button keeps the press to itself.
    onPointerDownCapture: (event: PointerEvent) => {
      justDragged.current = false;
      if (event.button === 0) start.current = { index, x: event.clientX, y: event.clientY };
    },
    onPointerMove: (event: PointerEvent) => {
      const from = start.current;
      if (!from || event.buttons === 0) return;
      if (!drag && Math.hypot(event.clientX - from.x, event.clientY - from.y) < DRAG_FROM_PX) return;
      justDragged.current = true;
      const over = under(event);
      const to = over === -1 || over >= count ? (drag?.to ?? from.index) : over;
      if (!drag || drag.to !== to) setDrag({ from: from.index, to });
    },
  });
  /** Whether the press that just ended was a drag: then it opens nothing. */
  const wasDrag = () => justDragged.current;
  return { grid, drag, handlers, wasDrag };
}
