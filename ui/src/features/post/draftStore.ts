import { createStore, type StoreApi } from "zustand/vanilla";
import { type Check, call, type Draft, type Post, type Zoned } from "@/ipc";
import type { Edit } from "./edits";
import { makeLook } from "./look";
import { makePast } from "./past";
import { makeSaver, type SaveState } from "./saver";

export type DraftState = {
  id: string;
  /** The truth of this window; typing changes it at once. */
  draft: Draft;
  /** The same a moment later: what previews and lists read, off the key's path. */
  shown: Draft;
  due: Zoned | null;
  save: SaveState;
  checks: readonly Check[];
  /** What the checks speak of: their offsets hold only there. */
  checked: Draft | null;
};

export type DraftStore = StoreApi<DraftState> & {
  /** Typing: saved soon, shown soon. */
  type: (edit: Edit) => void;
  /**
   * Anything else: shown at once. Gives the edit's name, by which `back` takes it back. Edits of one `series` that follow
   * each other closely are one.
   */
  edit: (edit: Edit, series?: string) => number;
  /** Takes back the latest edit, or the one named; what was typed since stays. False when there is none. */
  back: (edit?: number) => boolean;
  /** Does the edit taken back last again. False when there is none. */
  forth: () => boolean;
  /** Waits until everything is on the disk. Throws `Unsaved` while it can't be. */
  flush: () => Promise<void>;
  /** Whether something is not on the disk yet. */
  dirty: () => boolean;
  /** Another writer changed the post: takes theirs, unless something of ours is unsaved. */
  adopt: (post: Post) => void;
  /** In a conflict: ours wins, or theirs. Theirs can be taken back, by the name given. */
  settle: (whose: "mine" | "theirs") => Promise<number | null>;
  check: () => void;
  /** Off the screen: looks at nothing any more, and saves what is left. Throws `Unsaved`; the tries go on. */
  close: () => Promise<void>;
  /** On the screen again. */
  reopen: () => void;
};

/** Holds one post while it is being written: saves every keystroke within 300 ms, one save at a time. */
export function openDraft(post: Post): DraftStore {
  const store = createStore<DraftState>(() => ({
    id: post.id,
    draft: post.draft,
    shown: post.draft,
    due: post.due,
    save: { kind: "saved" },
    checks: [],
    checked: null,
  }));
  const past = makePast();
  const saver = makeSaver(post, store.getState, store.setState);
  const look = makeLook(() => store.getState().draft, store.setState);

  /** The draft is another one now; `at` once, or with the next look. */
  const put = (draft: Draft, at: "once" | "look") => {
    store.setState({ draft });
    look.changed(at);
    saver.soon();
  };
  const edit = (change: Edit, series: string | null) => {
    const before = store.getState().draft;
    const after = change(before);
    put(after, "once");
    return past.record(before, after, series, performance.now());
  };
  const walk = (draft: Draft | null) => {
    if (draft) put(draft, "once");
    return draft !== null;
  };

  const api: Omit<DraftStore, keyof StoreApi<DraftState>> = {
    type: (change) => put(change(store.getState().draft), "look"),
    edit: (change, series) => edit(change, series ?? null),
    back: (id) => walk(past.undo(store.getState().draft, id)),
    forth: () => walk(past.redo(store.getState().draft)),
    flush: saver.flush,
    dirty: saver.dirty,
    adopt: (theirs) => {
      if (!saver.isBehind(theirs)) return;
      saver.take(theirs);
      put(theirs.draft, "once");
    },
    settle: async (whose) => {
      const theirs = await call("post_get", { id: post.id });
      const mine = store.getState().draft;
      saver.take(theirs);
      if (whose === "mine") {
        await saver.flush();
        return null;
      }
      put(theirs.draft, "once");
      return past.record(mine, theirs.draft, null, performance.now());
    },
    check: look.check,
    close: () => {
      look.rest();
      return saver.flush();
    },
    reopen: () => {
      look.wake();
      look.check();
    },
  };
  return Object.assign(store, api);
}
