import { create, type StoreApi, type UseBoundStore } from "zustand";
import type { SaveState } from "./saver";

/** Something that a person writes and that saves itself. */
export type Saving = {
  /** Whether something is not on the disk yet. */
  dirty: () => boolean;
  /** Waits until everything is on the disk. Throws `Unsaved` while it can't be. */
  flush: () => Promise<void>;
  /** Off the screen, and saves what is left. Throws `Unsaved`; the tries go on. */
  close: () => Promise<void>;
  /** On the screen again. */
  reopen: () => void;
};

type Written = Saving & {
  getState: () => { id: string; save: SaveState };
  subscribe: (listener: () => void) => () => void;
};

type Open<T> = { open: readonly T[]; onScreen: ReadonlySet<T> };

/**
 * What is being written, and what the disk refused when its screen was left: it stays here, trying, until it is saved.
 * What it holds goes to the disk before the place under it changes.
 */
export type Shelf<T extends Written> = {
  use: UseBoundStore<StoreApi<Open<T>>>;
  /** Opens something for writing. What is not on the disk yet is gone on with, never read again from there. */
  hold: (id: string, open: () => T) => T;
  /** Its screen is left. Throws `Unsaved` where the disk refuses; it stays open then, until it is saved. */
  leave: (one: T) => Promise<void>;
  /** That whose last words are not on the disk though its screen was left. */
  useLeft: () => readonly T[];
};

const shelves: { flush: () => Promise<void> }[] = [];

/** Waits until everything written, of every kind, is on the disk. Throws `Unsaved` while it can't be. */
export async function flushWritten(): Promise<void> {
  await Promise.all(shelves.map((shelf) => shelf.flush()));
}

export function makeShelf<T extends Written>(): Shelf<T> {
  const use = create<Open<T>>(() => ({ open: [], onScreen: new Set() }));

  /** Lets go of what is saved and on no screen; true once nobody waits for it any more. */
  const forget = (one: T): boolean => {
    const { open, onScreen } = use.getState();
    if (onScreen.has(one) || !open.includes(one)) return true;
    if (one.dirty()) return false;
    use.setState({ open: open.filter((each) => each !== one) });
    return true;
  };

  shelves.push({
    flush: async () => {
      await Promise.all(use.getState().open.map((one) => one.flush()));
    },
  });

  return {
    use,
    hold: (id, make) => {
      const { open, onScreen } = use.getState();
      const left = open.find((each) => each.getState().id === id && !onScreen.has(each));
      const one = left ?? make();
      use.setState({ open: left ? open : [...open, one], onScreen: new Set([...onScreen, one]) });
      one.reopen();
      return one;
    },
    leave: async (one) => {
      const { onScreen } = use.getState();
      use.setState({ onScreen: new Set([...onScreen].filter((each) => each !== one)) });
      const stop = one.subscribe(() => {
        if (forget(one)) stop();
      });
      try {
        await one.close();
      } finally {
        if (forget(one)) stop();
        // Why: whoever tells of what is left unsaved looks again.
        else use.setState(({ open }) => ({ open: [...open] }));
      }
    },
    useLeft: () => {
      const { open, onScreen } = use();
      return open.filter((one) => !onScreen.has(one) && one.getState().save.kind !== "saved");
    },
  };
}
