import { CallError, call, type Draft, type ErrorDto, errorOf, type Post, type Zoned } from "@/ipc";

/** A keystroke waits this long for others before all of them go to the disk together. */
export const SAVE_WAIT_MS = 120;
/** Saving is said aloud only when it takes longer than this. */
const SAVING_SAID_MS = 1000;
/** After a refused save (full disk) the next try comes by itself. */
const SAVE_RETRY_MS = 3000;

export type SaveState =
  | { kind: "saved" }
  | { kind: "slow" }
  | { kind: "failed"; error: ErrorDto }
  | { kind: "conflict"; error: ErrorDto };

/** Something written is not on the disk, and why. Whoever needed it there stops. */
export class Unsaved extends CallError {
  constructor(dto: ErrorDto) {
    super(dto);
    this.name = "Unsaved";
  }
}

export type Saver = {
  /** Saves within moments. */
  soon: () => void;
  /** Waits until everything is on the disk. Throws `Unsaved` while it can't be. */
  flush: () => Promise<void>;
  /** Whether something is not on the disk yet. */
  dirty: () => boolean;
  /** What the disk holds is this now. */
  take: (theirs: Post) => void;
  /** Whether `theirs` is news: nothing of ours waits, and it is later than what we know. */
  isBehind: (theirs: Post) => boolean;
};

/** Puts one post on the disk, one save at a time, each on the revision before. */
export function makeSaver(
  post: Post,
  read: () => { draft: Draft; save: SaveState },
  tell: (news: { save?: SaveState; due?: Zoned | null }) => void,
): Saver {
  let revision = post.revision;
  let saved = post.draft;
  let saving: Promise<void> | null = null;
  let wait: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const dirty = () => read().draft !== saved;
  const isConflict = () => read().save.kind === "conflict";

  async function write(): Promise<void> {
    while (dirty() && !isConflict()) {
      const { draft } = read();
      const slow = setTimeout(() => tell({ save: { kind: "slow" } }), SAVING_SAID_MS);
      try {
        const answer = await call("post_save", { id: post.id, revision, draft });
        revision = answer.revision;
        saved = draft;
        tell({ due: answer.due, save: { kind: "saved" } });
      } catch (thrown) {
        const error = errorOf(thrown);
        const kind = error.code === "conflict" ? "conflict" : "failed";
        tell({ save: { kind, error } });
        if (kind === "failed") retry = setTimeout(save, SAVE_RETRY_MS);
        return;
      } finally {
        clearTimeout(slow);
      }
    }
  }

  function save(): void {
    clearTimeout(wait);
    wait = undefined;
    if (saving) return;
    clearTimeout(retry);
    saving = write().finally(() => {
      saving = null;
    });
  }

  return {
    // Why not restarted: the clock runs from the first unsaved key, so that steady typing is saved too.
    soon: () => {
      wait ??= setTimeout(save, SAVE_WAIT_MS);
    },
    flush: async () => {
      do {
        save();
        await saving;
        const { save: now } = read();
        if (dirty() && (now.kind === "failed" || now.kind === "conflict")) throw new Unsaved(now.error);
      } while (dirty());
    },
    dirty,
    take: (theirs) => {
      revision = theirs.revision;
      saved = theirs.draft;
      tell({ due: theirs.due, save: { kind: "saved" } });
    },
    isBehind: (theirs) => !dirty() && !saving && theirs.revision > revision,
  };
}
