import { invoke } from "@tauri-apps/api/core";
import { getCurrentWebview } from "@tauri-apps/api/webview";
import { getCurrentWindow } from "@tauri-apps/api/window";
import { open } from "@tauri-apps/plugin-dialog";

/** Asks the person for files, in the system's own dialog. Empty when they change their mind. */
export async function pickFiles(title: string): Promise<string[]> {
  const chosen = await open({ multiple: true, directory: false, title });
  return chosen ?? [];
}

/** Asks the person for a folder, in the system's own dialog. */
export async function pickFolder(title: string): Promise<string | null> {
  return open({ multiple: false, directory: true, title });
}

export type FileDrag = { phase: "over" } | { phase: "left" } | { phase: "dropped"; paths: string[] };

/** Whether a prepared file of ours is on its way out of the window: the system tells of it like of any other file. */
let ownDrag = false;

/** Says that such a drag begins or ends. */
export function markOwnDrag(underWay: boolean): void {
  ownDrag = underWay;
}

/** Files of the system dragged over the window. The system gives paths; the web view's own drag stays for our objects. */
export async function followFileDrags(told: (drag: FileDrag) => void): Promise<() => void> {
  return getCurrentWebview().onDragDropEvent(({ payload }) => {
    if (ownDrag) return;
    switch (payload.type) {
      case "enter":
        if (payload.paths.length > 0) told({ phase: "over" });
        return;
      case "over":
        return;
      case "leave":
        return told({ phase: "left" });
      case "drop":
        return told(
          payload.paths.length > 0 ? { phase: "dropped", paths: payload.paths } : { phase: "left" },
        );
    }
  });
}

/** Files on the clipboard (a screenshot, a copied picture), as the base64 that the core imports. */
export async function pastedFiles(data: DataTransfer): Promise<{ name: string; base64: string }[]> {
  const files = [...data.files];
  return Promise.all(files.map(async (file) => ({ name: file.name, base64: await base64(file) })));
}

function base64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^data:[^,]*,/, ""));
    reader.onerror = () => reject(reader.error ?? new Error("unreadable"));
    reader.readAsDataURL(file);
  });
}

/** Name that the shell gives a window that shows the hand-made route of one publication. */
const BAR = /^assisted-(?<workspace>[\da-f-]+)_(?<publication>[\da-f-]+)$/;

/** Where a window starts: a bar at its client's publication, the studio where it likes. */
export function startOfThisWindow(): string | undefined {
  const named = BAR.exec(getCurrentWindow().label)?.groups;
  if (!named?.workspace || !named.publication) return undefined;
  const { workspace, publication } = named;
  return `/bar?${new URLSearchParams({ workspace, publication })}`;
}

/** Opens the bar of a publication above every other window, or shows the one that is open. Fails where there is none. */
export async function openBar(workspace_id: string, publication_id: string): Promise<void> {
  await invoke("bar_open", { request: { workspace_id, publication_id } });
}

/** Says that the first screen is drawn. Never fails: nobody waits for it. */
export async function tellReady(): Promise<void> {
  await invoke("window_ready", { request: {} }).catch(() => undefined);
}

/** Puts a text on the system's clipboard. Fails where the system keeps it from us. */
export async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}

/** Closes the window that asks. */
export async function closeThisWindow(): Promise<void> {
  await getCurrentWindow().close();
}
