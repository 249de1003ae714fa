import { useMutation, useQuery } from "@tanstack/react-query";
import { useUndoToast } from "@/features/studio/useUndo";
import { type At, call, type Publication, type Publications, type ResolveChoice } from "@/ipc";

const NONE: readonly Publication[] = [];
/** How many lines the queue reads at once. */
const LIST_MAX = 500;

/** The publications of the workspace on screen, the next due first as the core orders them. */
export function usePublications(): Omit<Publications, "publications"> & {
  publications: readonly Publication[];
  isPending: boolean;
} {
  const { data, isPending } = useQuery({
    queryKey: ["publications", "list"],
    queryFn: () => call("publication_list", { limit: LIST_MAX }),
  });
  return {
    publications: data?.publications ?? NONE,
    paused: data?.paused ?? false,
    worked_here: data?.worked_here ?? true,
    now: data?.now ?? new Date().toISOString(),
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

export function useReschedule() {
  return useMutation({ mutationFn: (change: { id: string; at: At }) => call("reschedule", change) });
}

export function useUnschedule() {
  const undoable = useUndoToast();
  return useMutation({
    mutationFn: (id: string) => call("unschedule", { id }),
    onSuccess: undoable,
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
