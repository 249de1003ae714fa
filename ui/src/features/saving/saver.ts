import { CallError, type ErrorDto, errorOf } from "@/ipc";

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

export type Saver<V> = {
  /** Saves within moments. */
  soon: () => void;
  /** Waits until everything is on the disk. Throws `Unsaved` while it can't be. */
  flush: () => Promise<void>;
  /** Whether something is not on the disk yet. */
  dirty: () => boolean;
  /** Whether nothing waits and nothing is on its way. */
  still: () => boolean;
  /** What the disk holds is this now. */
  take: (theirs: V) => void;
};

/** What is saved: as it is now in the window, and the way to the disk. */
export type Ends<V> = {
  value: () => V;
  state: () => SaveState;
  write: (value: V) => Promise<void>;
  tell: (save: SaveState) => void;
};

/** Puts what a person writes on the disk, one save at a time. `first` is what the disk holds. */
export function makeSaver<V>(first: V, { value, state, write, tell }: Ends<V>): Saver<V> {
  let saved = first;
  let saving: Promise<void> | null = null;
  let wait: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const dirty = () => value() !== saved;

  async function writeAll(): Promise<void> {
    while (dirty() && state().kind !== "conflict") {
      const now = value();
      const slow = setTimeout(() => tell({ kind: "slow" }), SAVING_SAID_MS);
      try {
        await write(now);
        saved = now;
        tell({ kind: "saved" });
      } catch (thrown) {
        const error = errorOf(thrown);
        const kind = error.code === "conflict" ? "conflict" : "failed";
        tell({ kind, error });
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
    saving = writeAll().finally(() => {
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
        const now = state();
        if (dirty() && (now.kind === "failed" || now.kind === "conflict")) throw new Unsaved(now.error);
      } while (dirty());
    },
    dirty,
    still: () => !dirty() && !saving,
    take: (theirs) => {
      saved = theirs;
      tell({ kind: "saved" });
    },
  };
}
