import { create } from "zustand";

/** The latest announcement. The number makes the same words news again. */
export const useAnnounced = create<{ words: string; at: number }>(() => ({ words: "", at: 0 }));

/** Says something to who can't see that it happened. Where a toast or a place says it already, nothing more is needed. */
export function announce(words: string): void {
  useAnnounced.setState(({ at }) => ({ words, at: at + 1 }));
}
