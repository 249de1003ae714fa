import { create } from "zustand";

/** What the place on screen does with files that are dropped or pasted. The latest one to ask has the say. */
export type DropTaker = { action: string; take: (assets: readonly string[]) => void };

type Store = {
  takers: readonly { key: symbol; taker: DropTaker }[];
  add: (key: symbol, taker: DropTaker) => void;
  remove: (key: symbol) => void;
};

export const useDropTakers = create<Store>((set) => ({
  takers: [],
  add: (key, taker) =>
    set((state) => ({ takers: [...state.takers.filter((t) => t.key !== key), { key, taker }] })),
  remove: (key) => set((state) => ({ takers: state.takers.filter((t) => t.key !== key) })),
}));
