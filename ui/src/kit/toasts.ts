import { create } from "zustand";
import type { IconType } from "./icon";

/** How long a toast stays, and how many stand at once. */
export const TOAST_LIFE_MS = 8000;
const TOASTS_MAX = 3;

export type Toast = {
  id: number;
  text: string;
  icon?: IconType;
  action?: { label: string; shortcut?: string; run: () => void };
};

type Store = {
  toasts: readonly Toast[];
  show: (toast: Omit<Toast, "id">) => number;
  drop: (id: number) => void;
};

let next = 1;

export const useToasts = create<Store>((set) => ({
  toasts: [],
  show: (toast) => {
    const id = next++;
    set((state) => ({ toasts: [...state.toasts, { ...toast, id }].slice(-TOASTS_MAX) }));
    return id;
  },
  drop: (id) => set((state) => ({ toasts: state.toasts.filter((toast) => toast.id !== id) })),
}));

/** Says something in passing. What needs an action stays at its place and is never only here. */
export function toast(text: string, options: Omit<Toast, "id" | "text"> = {}): number {
  return useToasts.getState().show({ text, ...options });
}
