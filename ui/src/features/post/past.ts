import type { Draft } from "@/ipc";
import { carry, same } from "./carry";

/** Edits that can be taken back. */
const PAST_MAX = 50;
/** Edits of one series (the figures of a date, steps of the focal point) within this time are one. */
const SERIES_MS = 1500;

type Step = { id: number; series: string | null; at: number; before: Draft; after: Draft };

export type Past = {
  /** Remembers an edit and gives its name. What was taken back before can't be done again after it. */
  record: (before: Draft, after: Draft, series: string | null, at: number) => number;
  /** Takes back the latest edit, or the one named; null where there is none that would change anything. */
  undo: (now: Draft, id?: number) => Draft | null;
  /** Does the edit taken back last again. */
  redo: (now: Draft) => Draft | null;
};

let next = 1;

/** The edits of one draft, to go back and forth. What is typed meanwhile stays (see `carry`). */
export function makePast(): Past {
  let past: readonly Step[] = [];
  let future: readonly Step[] = [];
  return {
    record: (before, after, series, at) => {
      const last = past.at(-1);
      future = [];
      if (last && series !== null && last.series === series && at - last.at < SERIES_MS) {
        past = [...past.slice(0, -1), { ...last, after, at }];
        return last.id;
      }
      const step = { id: next++, series, at, before, after };
      past = [...past, step].slice(-PAST_MAX);
      return step.id;
    },
    undo: (now, id) => {
      for (const step of past.toReversed()) {
        if (id !== undefined && step.id !== id) continue;
        past = past.filter((each) => each !== step);
        const draft = carry(step.after, step.before, now);
        // Why: an edit whose place was typed over since has nothing left to take back; the one before it is meant.
        if (same(draft, now)) continue;
        future = [...future, { ...step, before: draft, after: now }];
        return draft;
      }
      return null;
    },
    redo: (now) => {
      const step = future.at(-1);
      if (!step) return null;
      future = future.slice(0, -1);
      const draft = carry(step.before, step.after, now);
      past = [...past, { ...step, series: null, before: now, after: draft }];
      return draft;
    },
  };
}
