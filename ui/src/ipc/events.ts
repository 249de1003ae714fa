import type { QueryClient } from "@tanstack/react-query";
import { listen, type UnlistenFn } from "@tauri-apps/api/event";
import { create } from "zustand";
import type { ChangedKind, Events, Progress } from "./generated/contract";

/**
 * Every query key starts with the kind of thing that it reads. `networks` never changes while the window is open;
 * `assisted` is a publication by hand with its files.
 */
export type Kind = ChangedKind | "networks" | "assisted";

/** What reads a kind besides its own queries. */
const ALSO: Partial<Record<ChangedKind, readonly Kind[]>> = {
  // Why so much: every label that the core writes is in the language that the settings name.
  settings: ["studio", "networks", "posts", "publications", "accounts", "assets", "renditions", "assisted"],
  workspace: ["studio", "posts", "assets", "renditions", "publications", "accounts", "settings", "assisted"],
  accounts: ["posts", "publications", "studio"],
  assets: ["studio"],
  publications: ["posts", "studio", "assisted"],
  renditions: ["assisted"],
  posts: ["studio"],
};

/** Keeps the cache true: whatever the core says has changed is read again. */
export async function followChanges(
  client: QueryClient,
  onImporting: (importing: Events["importing"]) => void,
  onAlike: (alike: Events["alike"]) => void,
): Promise<UnlistenFn> {
  const stops = await Promise.all([
    listen<Events["changed"]>("changed", ({ payload }) => {
      for (const kind of [payload.kind, ...(ALSO[payload.kind] ?? [])]) {
        void client.invalidateQueries({ queryKey: [kind] });
      }
    }),
    listen<Events["progress"]>("progress", ({ payload }) => useProgress.getState().report(payload)),
    listen<Events["importing"]>("importing", ({ payload }) => onImporting(payload)),
    listen<Events["alike"]>("alike", ({ payload }) => onAlike(payload)),
  ]);
  return () => {
    for (const stop of stops) stop();
  };
}

type ProgressStore = {
  byJob: Readonly<Record<string, Progress>>;
  report: (progress: Progress) => void;
};

/** How far the work under way is. Finished work leaves. */
export const useProgress = create<ProgressStore>((set) => ({
  byJob: {},
  report: (progress) =>
    set((state) => {
      const { [progress.job_id]: _before, ...others } = state.byJob;
      return { byJob: progress.state !== "running" ? others : { ...others, [progress.job_id]: progress } };
    }),
}));

/** The jobs under way on these assets. */
export function jobsOf(assets: readonly string[]): string[] {
  return Object.values(useProgress.getState().byJob).flatMap((progress) =>
    assets.includes(progress.asset_id) ? [progress.job_id] : [],
  );
}

/** The work under way on one asset. */
export function useAssetProgress(asset: string): Progress | undefined {
  return useProgress((state) => Object.values(state.byJob).find((progress) => progress.asset_id === asset));
}
