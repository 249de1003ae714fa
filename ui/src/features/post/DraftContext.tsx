import { createContext, type ReactNode, useContext } from "react";
import { useStore } from "zustand";
import type { DraftState, DraftStore } from "./draftStore";

const DraftContext = createContext<DraftStore | null>(null);

export function DraftProvider({ store, children }: { store: DraftStore; children: ReactNode }) {
  return <DraftContext value={store}>{children}</DraftContext>;
}

/** The post being written, to change it. */
export function useDraft(): DraftStore {
  const store = useContext(DraftContext);
  if (!store) throw new Error("useDraft needs a DraftProvider above it");
  return store;
}

/** A part of the post being written, to show it. Select from `shown`, not from `draft`: typing must stay fast. */
export function useDraftState<T>(select: (state: DraftState) => T): T {
  return useStore(useDraft(), select);
}
