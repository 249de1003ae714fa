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

/** Files of the system dragged over the window. The system gives paths; the web view's own drag stays for our objects. */
export async function followFileDrags(told: (drag: FileDrag) => void): Promise<() => void> {
  return getCurrentWebview().onDragDropEvent(({ payload }) => {
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
const BAR = "assisted-";

/** Where a window starts: a bar at its publication, the studio where it likes. */
export function startOfThisWindow(): string | undefined {
  const { label } = getCurrentWindow();
  return label.startsWith(BAR)
    ? `/bar?publication=${encodeURIComponent(label.slice(BAR.length))}`
    : undefined;
}

/** Closes the window that asks. */
export async function closeThisWindow(): Promise<void> {
  await getCurrentWindow().close();
}
