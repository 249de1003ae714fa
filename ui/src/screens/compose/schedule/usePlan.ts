import { useMutation, useQuery } from "@tanstack/react-query";
import { FolderCheck } from "lucide-react";
import { tellFailure } from "@/app/queryClient";
import { useDraft, useDraftState } from "@/features/post/DraftContext";
import { useUndoToast } from "@/features/studio/useUndo";
import { type At, call, type Done, type Publication, pickFolder, type Scheduled } from "@/ipc";
import { toast } from "@/kit/toasts";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";

const NONE: readonly Publication[] = [];

/** What is planned of the post being written, or already out. */
export function usePostPublications(): readonly Publication[] {
  const id = useDraftState((state) => state.id);
  const { data } = useQuery({
    queryKey: ["publications", "post", id],
    queryFn: () => call("publication_list", { post_id: id }),
  });
  return data?.publications ?? NONE;
}

function told(answer: Scheduled): void {
  if (answer.publications.length > 0 || answer.refused.length === 0) toast(answer.message);
}

/**
 * Plans the post for a time, or publishes it now, once everything written is on the disk; never before. One hook for
 * both, so that what was refused before is forgotten with the next try.
 */
export function useSend() {
  const draft = useDraft();
  return useMutation({
    mutationFn: async ({
      account_ids,
      at,
    }: {
      account_ids: string[];
      at: Exclude<At, { kind: "instant" }>;
    }) => {
      await draft.flush();
      const { id: post_id } = draft.getState();
      return at.kind === "now"
        ? call("publish_now", { post_id, account_ids })
        : call("schedule", { post_id, account_ids, at });
    },
    onSuccess: told,
  });
}

/** Takes planned publications out of the queue; undoable. */
export function useUnscheduleAll() {
  const t = useText(compose);
  const undoable = useUndoToast();
  return useMutation({
    mutationFn: async (ids: readonly string[]) => {
      const done: Done[] = [];
      for (const id of ids) done.push(await call("unschedule", { id }));
      return done;
    },
    onSuccess: (done) => undoable(done, t.unscheduled),
    meta: { failure: true },
  });
}

/** Writes the prepared files into a folder that the person chooses. */
export function useSaveFiles() {
  const t = useText(compose);
  const draft = useDraft();
  return useMutation({
    mutationFn: async () => {
      const folder = await pickFolder(t.saveFilesIn);
      if (!folder) return null;
      await draft.flush();
      return call("export_files", { post_id: draft.getState().id, folder });
    },
    onSuccess: (exported) => {
      if (!exported) return;
      for (const failure of exported.failures) tellFailure(failure);
      toast(t.filesSaved(exported.files.length), {
        icon: FolderCheck,
        action: {
          label: t.showFolder,
          run: () => void call("path_reveal", { path: exported.folder }).catch(tellFailure),
        },
      });
    },
    meta: { failure: true },
  });
}
