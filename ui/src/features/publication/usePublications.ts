import { useMutation, useQuery } from "@tanstack/react-query";
import { useUndoToast } from "@/features/studio/useUndo";
import { type At, call, type Publication, type Publications, type ResolveChoice } from "@/ipc";
import { useText } from "@/text/context";
import { queue } from "@/text/queue";

const NONE: readonly Publication[] = [];
/** How many lines of each half the queue reads. */
const OPEN_MAX = 2000;
const OUT_MAX = 200;

/** The publications of the workspace on screen: everything that is open, and the latest that are out. */
export function usePublications(): Omit<Publications, "publications"> & {
  publications: readonly Publication[];
  /** How far the core's clock is before the window's, milliseconds. */
  ahead_ms: number;
  isPending: boolean;
} {
  const { data, dataUpdatedAt, isPending } = useQuery({
    queryKey: ["publications", "list"],
    // Why apart: in one list a long past would push out what is still to come.
    queryFn: async () => {
      const [open, out] = await Promise.all([
        call("publication_list", { which: "open", limit: OPEN_MAX }),
        call("publication_list", { which: "out", limit: OUT_MAX }),
      ]);
      return { ...open, publications: [...open.publications, ...out.publications] };
    },
  });
  return {
    publications: data?.publications ?? NONE,
    paused: data?.paused ?? false,
    hold: data?.hold ?? null,
    worked_here: data?.worked_here ?? true,
    now: data?.now ?? new Date().toISOString(),
    ahead_ms: data ? Date.parse(data.now) - dataUpdatedAt : 0,
    isPending,
  };
}

/** One publication with its parts, attempts and log. */
export function usePublication(id: string) {
  return useQuery({
    queryKey: ["publications", "one", id],
    queryFn: () => call("publication_get", { id }),
  }).data;
}

export function usePauseQueue() {
  return useMutation({
    mutationFn: (paused: boolean) => call("queue_pause", { paused }),
    meta: { failure: true },
  });
}

/** "The clock is right": what was held goes out. */
export function useClockRight() {
  return useMutation({
    mutationFn: () => call("queue_clock_right", {}),
    meta: { failure: true },
  });
}

export function useReschedule() {
  const t = useText(queue);
  const undoable = useUndoToast();
  return useMutation({
    mutationFn: (change: { id: string; at: At }) => call("reschedule", change),
    onSuccess: ({ step }, { at }) => {
      // Why nothing for "now": it was asked before, and what is out can't come back.
      if (step !== null && at.kind !== "now") undoable({ message: t.moved, count: 1, step });
    },
  });
}

export function useUnschedule() {
  const undoable = useUndoToast();
  return useMutation({
    mutationFn: (id: string) => call("unschedule", { id }),
    onSuccess: (done) => undoable(done),
    meta: { failure: true },
  });
}

export function useRetry() {
  return useMutation({
    mutationFn: (id: string) => call("publication_retry", { id }),
    meta: { failure: true },
  });
}

export function useResolve() {
  return useMutation({
    mutationFn: (decision: { id: string; choice: ResolveChoice }) => call("publication_resolve", decision),
  });
}

export function useOpenReceipt() {
  return useMutation({
    mutationFn: (publication_id: string) => call("receipt_open", { publication_id }),
    meta: { failure: true },
  });
}
