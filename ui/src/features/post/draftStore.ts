import { createStore, type StoreApi } from "zustand/vanilla";
import { makeSaver, type SaveState } from "@/features/saving/saver";
import type { Saving } from "@/features/saving/shelf";
import { type Check, call, type Draft, type Post, type Zoned } from "@/ipc";
import type { Edit } from "./edits";
import { makeLook } from "./look";
import { makePast } from "./past";

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

export type DraftStore = StoreApi<DraftState> &
  Saving & {
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
    /** Another writer changed the post: takes theirs, unless something of ours is unsaved. */
    adopt: (post: Post) => void;
    /** In a conflict: ours wins, or theirs. Theirs can be taken back, by the name given. */
    settle: (whose: "mine" | "theirs") => Promise<number | null>;
    check: () => void;
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
  // Each save is on the revision before.
  let { revision } = post;
  const saver = makeSaver(post.draft, {
    value: () => store.getState().draft,
    state: () => store.getState().save,
    write: async (draft) => {
      const answer = await call("post_save", { id: post.id, revision, draft });
      revision = answer.revision;
      store.setState({ due: answer.due });
    },
    tell: (save) => store.setState({ save }),
  });
  /** What the disk holds is theirs now. */
  const take = (theirs: Post) => {
    revision = theirs.revision;
    store.setState({ due: theirs.due });
    saver.take(theirs.draft);
  };
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
      // Only what is news: nothing of ours waits, and it is later than what we know.
      if (!saver.still() || theirs.revision <= revision) return;
      take(theirs);
      put(theirs.draft, "once");
    },
    settle: async (whose) => {
      const theirs = await call("post_get", { id: post.id });
      const mine = store.getState().draft;
      take(theirs);
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
