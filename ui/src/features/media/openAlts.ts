import { createStore, type StoreApi } from "zustand/vanilla";
import { makeSaver, type SaveState } from "@/features/saving/saver";
import { makeShelf, type Saving } from "@/features/saving/shelf";
import { type Asset, call } from "@/ipc";

export type AltState = { id: string; name: string; alt: string; save: SaveState };

export type AltStore = StoreApi<AltState> &
  Saving & {
    /** Typing: saved soon. */
    type: (alt: string) => void;
    /** Another writer changed it: takes theirs, unless something of ours is unsaved. */
    adopt: (alt: string) => void;
  };

/** Descriptions that are being written, and those that the disk refused when their place was left. */
export const openAlts = makeShelf<AltStore>();

/** Holds the description of one original while it is being written: saves every keystroke within 300 ms. */
export function openAlt({ id, name, alt }: Asset, onSaved: (asset: Asset) => void): AltStore {
  const store = createStore<AltState>(() => ({ id, name, alt, save: { kind: "saved" } }));
  const saver = makeSaver(alt, {
    value: () => store.getState().alt,
    state: () => store.getState().save,
    write: async (now) => onSaved(await call("asset_set_alt", { id, alt: now })),
    tell: (save) => store.setState({ save }),
  });
  return Object.assign(store, {
    type: (now: string) => {
      store.setState({ alt: now });
      saver.soon();
    },
    adopt: (theirs: string) => {
      if (!saver.still()) return;
      saver.take(theirs);
      store.setState({ alt: theirs });
    },
    dirty: saver.dirty,
    flush: saver.flush,
    close: saver.flush,
    reopen: () => undefined,
  });
}
