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

/** A file without a path, as the base64 that the core imports. */
export type PastedFile = { name: string; base64: string };

/** Files on the clipboard: a screenshot, a copied picture. */
export async function pastedFiles(data: DataTransfer): Promise<PastedFile[]> {
  const files = [...data.files];
  return Promise.all(files.map(async (file) => ({ name: file.name, base64: await base64(file) })));
}

/**
 * Whether a paste may hold files that it doesn't show. WebKitGTK keeps pictures and copied files back from the event,
 * and hides a file's address (<https://bugs.webkit.org/show_bug.cgi?id=218519>, read 2026-11-25).
 */
export function mayHideFiles(data: DataTransfer): boolean {
  return data.files.length === 0 && data.getData("text/plain") === "" && data.getData("text/uri-list") === "";
}

/** What such a paste hides: copied files by their paths, or else a picture. */
export async function clipboardFiles(): Promise<{ paths: string[]; files: PastedFile[] }> {
  const [item] = await navigator.clipboard.read();
  if (!item) return { paths: [], files: [] };
  if (item.types.includes("text/uri-list")) {
    const list = await (await item.getType("text/uri-list")).text();
    return { paths: list.split(/\r?\n/).flatMap(pathOf), files: [] };
  }
  const type = item.types.find((each) => each.startsWith("image/"));
  if (!type) return { paths: [], files: [] };
  const picture = await base64(await item.getType(type));
  return { paths: [], files: [{ name: type.replace("/", "."), base64: picture }] };
}

/** The path of a file's address; none of any other. */
function pathOf(address: string): string[] {
  return address.startsWith("file://") ? [decodeURIComponent(new URL(address).pathname)] : [];
}

function base64(file: Blob): Promise<string> {
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
