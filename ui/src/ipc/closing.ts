import { invoke } from "@tauri-apps/api/core";
import { listen, type UnlistenFn } from "@tauri-apps/api/event";
import type { Events } from "./generated/contract";

/** Before the studio ends, `save` puts what is written on the disk; the shell waits for it, a second at most. */
export async function followClosing(save: () => Promise<boolean>): Promise<UnlistenFn> {
  return listen<Events["closing"]>("closing", async () => {
    const saved = await save();
    await invoke("window_flushed", { request: { saved } }).catch(() => undefined);
  });
}
