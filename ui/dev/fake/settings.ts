import { emit } from "@tauri-apps/api/event";
import type { Settings, Studio } from "@/ipc";
import type { Answers } from "./core";

/** Settings and the client in memory; each change names a step to take it back by. */
export function fakeSettings(studio: Studio): Answers {
  const settings: Omit<Settings, "lang" | "theme"> = {
    background: true,
    letter_shortcuts: true,
    cache_max_bytes: 1e10,
    cache_bytes: 1e8,
    grace_minutes: 30,
    data_folder: "/home/inès/.local/share/upbeat",
    export_folder: null,
  };
  let step = 0;
  const all = (): Settings => ({ ...settings, lang: studio.lang, theme: studio.theme });
  return {
    settings_get: all,
    settings_set: ({ lang, theme, ...change }) => {
      Object.assign(settings, change);
      studio.lang = lang ?? studio.lang;
      studio.theme = theme ?? studio.theme;
      step += 1;
      void emit("changed", { kind: "settings", ids: [] });
      return { ...all(), step };
    },
    workspace_rename: ({ id, ...change }) => {
      studio.workspace = { ...studio.workspace, ...change };
      studio.workspaces = studio.workspaces.map((each) => (each.id === id ? studio.workspace : each));
      step += 1;
      void emit("changed", { kind: "workspace", ids: [] });
      return { ...studio.workspace, step };
    },
  };
}
