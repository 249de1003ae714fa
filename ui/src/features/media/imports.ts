import { create } from "zustand";
import type { ErrorDto, Importing } from "@/ipc";

/** A file that did not come in. `path` is where to try again; none where it is not known (pasted, within a folder). */
export type FailedImport = { id: number; name: string; path: string | null; error: ErrorDto };

type Imports = {
  /** Imports of this window under way. */
  running: number;
  /** How far the file is that is being copied; none between two. */
  now: Importing | null;
  /** The person asked for the imports under way to stop. */
  stopping: boolean;
  failed: readonly FailedImport[];
  /** Places on screen that show what failed; without one it is told in passing. */
  shownBy: number;
};

const EMPTY = { running: 0, now: null, stopping: false, failed: [] };
let next = 1;

/** Files on their way into the library, and those that did not get there. */
export const useImports = create<Imports>(() => ({ ...EMPTY, shownBy: 0 }));

/** The core tells of a copy; after the last file of an import there is none. */
export function reportImporting(now: Importing): void {
  useImports.setState({ now: now.files < now.total_files ? now : null });
}

/** An import of `paths` begins: what failed of them before is tried again. */
export function beginImport(paths: readonly string[]): void {
  useImports.setState(({ running, failed }) => ({
    running: running + 1,
    failed: failed.filter(({ path }) => path === null || !paths.includes(path)),
  }));
}

export function endImport(): void {
  useImports.setState(({ running }) => ({ running: Math.max(0, running - 1), now: null, stopping: false }));
}

export function setStopping(stopping: boolean): void {
  useImports.setState({ stopping });
}

/** Whether files are on their way in: brought by this window, or told of by the core. */
export function useComing(): boolean {
  return useImports(({ running, now }) => running > 0 || now !== null);
}

/** Keeps what failed until it is dismissed or tried again. */
export function keepFailed(errors: readonly ErrorDto[], paths: readonly string[]): void {
  const fresh = errors.map((error): FailedImport => {
    const name = error.subject ?? "";
    return {
      id: next++,
      name,
      path: paths.find((path) => path.split(/[\\/]/).at(-1) === name) ?? null,
      error,
    };
  });
  useImports.setState(({ failed }) => ({ failed: [...fresh, ...failed] }));
}

export function dismissFailed(id: number): void {
  useImports.setState(({ failed }) => ({ failed: failed.filter((each) => each.id !== id) }));
}

/** Another client's world: nothing of this one's is shown there. */
export function forgetImports(): void {
  useImports.setState(EMPTY);
}
