import { type DragEvent, useState } from "react";
import { useStudio } from "@/features/studio/useStudio";
import { call, markOwnDrag } from "@/ipc";

type DragOut = {
  draggable?: true;
  /** The file is laid out: a drag that begins now carries it. */
  "data-laid"?: true;
  onPointerEnter?: () => void;
  onDragStart?: (event: DragEvent) => void;
  onDragEnd?: () => void;
};

const NOWHERE: DragOut = {};

/**
 * Lets a prepared file be dragged from the window into another program, where the system's web view gives files away:
 * WebKitGTK does, for one file at a time. It is laid out under its readable name once the pointer is over it, since a
 * drag can't wait. A film's captions are a file of their own, and so a drag of their own. The way without a pointer is
 * the folder.
 */
export function useDragOut(
  workspace: string,
  rendition: string,
  part: "file" | "captions" = "file",
): DragOut {
  const { platform } = useStudio();
  const [address, setAddress] = useState<string | null>(null);
  if (platform !== "linux") return NOWHERE;
  return {
    draggable: true,
    ...(address ? { "data-laid": true as const } : {}),
    onPointerEnter: () => {
      if (address) return;
      call("files_lay", { workspace_id: workspace, rendition_ids: [rendition] }).then(
        ({ addresses: [file, captions] }) => setAddress((part === "file" ? file : captions) ?? null),
        // A file that can't be laid out isn't dragged; showing the folder says why.
        () => undefined,
      );
    },
    onDragStart: (event) => {
      // What lies within another file is dragged alone.
      event.stopPropagation();
      if (!address) {
        event.preventDefault();
        return;
      }
      event.dataTransfer.effectAllowed = "copy";
      event.dataTransfer.setData("text/uri-list", address);
      markOwnDrag(true);
    },
    onDragEnd: () => {
      markOwnDrag(false);
      mendNextPress();
    },
  };
}

/**
 * Why: WebKit never tells a page that the pointer was released over another program, holds it for pressed, and leaves
 * `pointerdown` out of the next press: without it that press would do nothing.
 */
function mendNextPress(): void {
  const settled = new AbortController();
  const { signal } = settled;
  window.addEventListener("pointerdown", () => settled.abort(), { capture: true, signal });
  window.addEventListener(
    "mousedown",
    (event) => {
      settled.abort();
      const { button, buttons, clientX, clientY, ctrlKey, shiftKey, altKey, metaKey } = event;
      const press = new PointerEvent("pointerdown", {
        bubbles: true,
        cancelable: true,
        composed: true,
        pointerId: 1,
        pointerType: "mouse",
        isPrimary: true,
        width: 1,
        height: 1,
        pressure: 0.5,
        ...{ button, buttons, clientX, clientY, ctrlKey, shiftKey, altKey, metaKey },
      });
      event.target?.dispatchEvent(press);
    },
    { capture: true, signal },
  );
}
