import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { tellFailure } from "@/app/queryClient";
import { assetsOf } from "@/features/post/body";
import { useDraft, useDraftState } from "@/features/post/DraftContext";
import { Unsaved } from "@/features/saving/saver";
import { type ActiveJob, call, type Draft, type ErrorDto, type Rendition } from "@/ipc";

const PREPARE_WAIT_MS = 350;
const NONE: readonly Rendition[] = [];
const NOTHING: readonly string[] = [];
const IDLE: readonly ActiveJob[] = [];

/** What decides which files a draft needs: media with their choices, and where they go. Text does not. */
function need(draft: Draft): string {
  const shape = [draft.body.media, draft.variants.map((variant) => [variant.scope, variant.media])];
  const choices = JSON.stringify(shape, (key, value) => (key === "alt" ? undefined : value));
  return `${choices} ${JSON.stringify(draft.targets)}`;
}

/** Files get ready as soon as media land: asked for once the draft is on the disk. */
export function usePrepare(): void {
  const draft = useDraft();
  const wanted = useDraftState(({ shown }) =>
    assetsOf(shown).length > 0 && shown.targets.length > 0 ? need(shown) : "",
  );
  // Why: what is not on the disk can't be prepared; once it is, it is asked for.
  const held = useDraftState(({ save }) => save.kind === "failed" || save.kind === "conflict");
  const client = useQueryClient();
  // The work is the core's; it knows which files are there already.
  useEffect(() => {
    if (!wanted || held) return;
    const timer = setTimeout(() => {
      draft
        .flush()
        .then(() => call("prepare_start", { post_id: draft.getState().id, keep_stopped: true }))
        // Why: the list says what waits for its turn.
        .then(() => client.invalidateQueries({ queryKey: ["renditions"] }))
        // Why not told: a post that is not saved says so at its own place.
        .catch((thrown) => thrown instanceof Unsaved || tellFailure(thrown));
    }, PREPARE_WAIT_MS);
    return () => clearTimeout(timer);
  }, [draft, wanted, held, client]);
}

/** What the core has of the post's files. */
function useFiles() {
  const id = useDraftState((state) => state.id);
  const wanted = useDraftState(({ shown }) => need(shown));
  return useQuery({
    queryKey: ["renditions", "post", id, wanted],
    queryFn: () => call("rendition_list", { post_id: id }),
    placeholderData: (before) => before,
  }).data;
}

/** The files of the post that are ready. */
export function useRenditions(): readonly Rendition[] {
  return useFiles()?.renditions ?? NONE;
}

/** Media whose files the person stopped before all were made. */
export function useStopped(): readonly string[] {
  return useFiles()?.stopped ?? NOTHING;
}

/** Work on the post's media that runs or waits for its turn. */
export function useActive(): readonly ActiveJob[] {
  return useFiles()?.active ?? IDLE;
}

/** Goes on with the files that were stopped. */
export function usePrepareAgain() {
  const draft = useDraft();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      await draft.flush();
      return call("prepare_start", { post_id: draft.getState().id });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["renditions"] }),
    meta: { failure: true },
  });
}

/** Files that can't be made, each reason once. */
export function useFailures(): readonly ErrorDto[] {
  const failures = useFiles()?.failures ?? [];
  return [...new Map(failures.map(({ error }) => [error.message, error])).values()];
}
