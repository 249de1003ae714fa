import { createStore, type StoreApi } from "zustand/vanilla";
import { type Check, call, type Draft, type ErrorDto, errorOf, type Post, type Zoned } from "@/ipc";
import type { Edit } from "./edits";

/** A keystroke waits this long for others before all of them go to the disk together. */
export const SAVE_WAIT_MS = 120;
/** Checks and previews wait for a pause of this length, because painting them competes with the next key… */
const LOOK_PAUSE_MS = 120;
/** …but steady typing is looked at this often all the same. */
const LOOK_MAX_MS = 700;
/** When the check takes longer than this, the text is shown without its verdict. */
const SHOW_ANYWAY_MS = 450;
/** Structural edits that can be taken back. */
const PAST_MAX = 50;
/** Saving is said aloud only when it takes longer than this. */
const SAVING_SAID_MS = 1000;
/** After a refused save (full disk) the next try comes by itself. */
const SAVE_RETRY_MS = 3000;

export type SaveState =
  | { kind: "saved" }
  | { kind: "slow" }
  | { kind: "failed"; error: ErrorDto }
  | { kind: "conflict" };

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
  /** Drafts before structural edits, for Ctrl+Z outside the text. */
  past: readonly Draft[];
};

export type DraftStore = StoreApi<DraftState> & {
  /** Typing: saved soon, shown soon. */
  type: (edit: Edit) => void;
  /** Anything else: shown at once, can be taken back. */
  edit: (edit: Edit) => void;
  /** Takes back the latest structural edit. False when there is none. */
  back: () => boolean;
  /** Waits until everything is on the disk. */
  flush: () => Promise<void>;
  /** Another writer changed the post: takes theirs, unless something of ours is unsaved. */
  adopt: (post: Post) => void;
  /** In a conflict: ours wins, or theirs. */
  settle: (whose: "mine" | "theirs") => Promise<void>;
  check: () => void;
  close: () => void;
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
    past: [],
  }));
  let revision = post.revision;
  let saved = post.draft;
  let saving: Promise<void> | null = null;
  let closed = false;
  let lookBy: number | null = null;
  let checking = false;
  let version = 0;
  let shownVersion = 0;
  const timers: Partial<Record<"save" | "show" | "check" | "slow" | "retry", ReturnType<typeof setTimeout>>> =
    {};

  const later = (name: keyof typeof timers, wait: number, run: () => void, restart: boolean) => {
    if (timers[name] && !restart) return;
    clearTimeout(timers[name]);
    timers[name] = setTimeout(() => {
      delete timers[name];
      run();
    }, wait);
  };
  const stop = (name: keyof typeof timers) => {
    clearTimeout(timers[name]);
    delete timers[name];
  };

  const dirty = () => store.getState().draft !== saved;

  async function write(): Promise<void> {
    while (dirty() && store.getState().save.kind !== "conflict") {
      const { draft, id } = store.getState();
      later("slow", SAVING_SAID_MS, () => store.setState({ save: { kind: "slow" } }), false);
      try {
        const answer = await call("post_save", { id, revision, draft });
        revision = answer.revision;
        saved = draft;
        store.setState({ due: answer.due, save: { kind: "saved" } });
      } catch (thrown) {
        const error = errorOf(thrown);
        store.setState({
          save: error.code === "conflict" ? { kind: "conflict" } : { kind: "failed", error },
        });
        if (error.code !== "conflict" && !closed) later("retry", SAVE_RETRY_MS, save, true);
        return;
      } finally {
        stop("slow");
      }
    }
  }

  function save(): void {
    if (saving) return;
    saving = write().finally(() => {
      saving = null;
      if (dirty() && store.getState().save.kind === "saved") save();
    });
  }

  async function runCheck(): Promise<void> {
    if (checking) return;
    checking = true;
    lookBy = null;
    const { draft } = store.getState();
    const of = version;
    let checks: readonly Check[] = [];
    try {
      checks = (await call("post_check", { draft })).checks;
    } catch {
      // Why: a check that fails blocks nobody; the core checks again before it plans.
    }
    checking = false;
    if (closed) return;
    // Why together: words and the verdict about the same words, in one frame.
    store.setState({ checks, checked: draft });
    if (of > shownVersion) show(draft, of);
    if (of < version) look();
  }

  /** What the disk holds is this now. */
  const take = (theirs: Post) => {
    revision = theirs.revision;
    saved = theirs.draft;
    store.setState({ due: theirs.due, past: [] });
  };

  /** Looks at the draft after a pause, or after a while of steady typing. */
  function look(): void {
    lookBy ??= performance.now() + LOOK_MAX_MS;
    later(
      "check",
      Math.max(0, Math.min(LOOK_PAUSE_MS, lookBy - performance.now())),
      () => void runCheck(),
      true,
    );
  }

  const soon = () => {
    // Why not restarted: the clock runs from the first unsaved key, so that steady typing is saved too.
    later("save", SAVE_WAIT_MS, save, false);
    look();
  };
  const show = (draft: Draft, of: number) => {
    stop("show");
    shownVersion = of;
    store.setState({ shown: draft });
  };
  /** The draft is another one now; `at` once, or with the next look. */
  const put = (draft: Draft, at: "once" | "look") => {
    version += 1;
    store.setState({ draft });
    if (at === "once") show(draft, version);
    else later("show", SHOW_ANYWAY_MS, () => show(store.getState().draft, version), true);
  };

  const api: Omit<DraftStore, keyof StoreApi<DraftState>> = {
    type: (edit) => {
      put(edit(store.getState().draft), "look");
      soon();
    },
    edit: (edit) => {
      const { draft, past } = store.getState();
      store.setState({ past: [...past, draft].slice(-PAST_MAX) });
      put(edit(draft), "once");
      soon();
    },
    back: () => {
      const { past } = store.getState();
      const before = past.at(-1);
      if (!before) return false;
      store.setState({ past: past.slice(0, -1) });
      put(before, "once");
      soon();
      return true;
    },
    flush: async () => {
      stop("save");
      save();
      await saving;
    },
    adopt: (theirs) => {
      if (dirty() || saving || theirs.revision <= revision) return;
      take(theirs);
      put(theirs.draft, "once");
      look();
    },
    settle: async (whose) => {
      const theirs = await call("post_get", { id: store.getState().id });
      take(theirs);
      if (whose === "theirs") put(theirs.draft, "once");
      store.setState({ save: { kind: "saved" } });
      save();
      await saving;
    },
    check: () => void runCheck(),
    close: () => {
      closed = true;
      for (const name of ["show", "check", "retry", "save"] as const) stop(name);
      save();
    },
  };
  return Object.assign(store, api);
}
