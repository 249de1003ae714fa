import { create } from "zustand";
import type { AlikePair, ErrorDto, Importing } from "@/ipc";

/** A file that did not come in. `path` is where to try again; none where it is not known (pasted, within a folder). */
export type FailedImport = { id: number; name: string; path: string | null; error: ErrorDto };

/** An import of this window under way. `stopping` once the person asked for it to stop. */
type Import = { id: number; client: string; stopping: boolean };

type Imports = {
  /** Whatever the client: an import goes on while another one is on screen. */
  running: readonly Import[];
  /** How far the file is that is being copied for the client on screen; none between two. */
  now: Importing | null;
  failed: readonly FailedImport[];
  /** Pictures that came in and look like one that was there: the person says what becomes of them. */
  alike: readonly AlikePair[];
  /** Places on screen that show what failed; without one it is told in passing. */
  shownBy: number;
};

let next = 1;

/** Files on their way into the library, and those that did not get there. */
export const useImports = create<Imports>(() => ({
  running: [],
  now: null,
  failed: [],
  alike: [],
  shownBy: 0,
}));

/** The core tells of a copy; after the last file of an import there is none. */
export function reportImporting(now: Importing): void {
  useImports.setState({ now: now.files < now.total_files ? now : null });
}

/** An import of `paths` begins: what failed of them before is tried again. Gives what ends it. */
export function beginImport(client: string, paths: readonly string[]): number {
  const id = next++;
  useImports.setState(({ running, failed }) => ({
    running: [...running, { id, client, stopping: false }],
    failed: failed.filter(({ path }) => path === null || !paths.includes(path)),
  }));
  return id;
}

/** An import is over. What is told of copies is told of the client on screen: `isShown` where it is the import's. */
export function endImport(id: number, isShown: boolean): void {
  useImports.setState(({ running, now }) => ({
    running: running.filter((each) => each.id !== id),
    now: isShown ? null : now,
  }));
}

/** Marks a client's imports under way; one that begins later isn't asked to stop. */
export function setStopping(client: string, stopping: boolean): void {
  useImports.setState(({ running }) => ({
    running: running.map((each) => (each.client === client ? { ...each, stopping } : each)),
  }));
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

/** Keeps which pictures look like one that was there, until the person has said what becomes of them. */
export function keepAlike({ pairs }: { pairs: readonly AlikePair[] }): void {
  useImports.setState(({ alike }) => ({ alike: [...alike, ...pairs] }));
}

export function dismissAlike(asset: string): void {
  useImports.setState(({ alike }) => ({ alike: alike.filter(({ asset_id }) => asset_id !== asset) }));
}

/** Another client's world: nothing of this one's is shown there. Its imports go on. */
export function forgetImports(): void {
  useImports.setState({ now: null, failed: [], alike: [] });
}
