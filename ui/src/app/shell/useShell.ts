import { create } from "zustand";

type ShellState = { folded: boolean; toggleFold: () => void };

/** Whether the person folded the sidebar. A narrow window folds it anyway. */
export const useShell = create<ShellState>((set) => ({
  folded: false,
  toggleFold: () => set((state) => ({ folded: !state.folded })),
}));
