import { useMutation, useQuery } from "@tanstack/react-query";
import { FolderCheck } from "lucide-react";
import { tellFailure } from "@/app/queryClient";
import { useDraft, useDraftState } from "@/features/post/DraftContext";
import { type At, call, type Publication, pickFolder, type Scheduled } from "@/ipc";
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

/** Plans the post, once everything written is on the disk. */
export function useSchedule() {
  const draft = useDraft();
  return useMutation({
    mutationFn: async ({ account_ids, at }: { account_ids: string[]; at: At }) => {
      await draft.flush();
      return call("schedule", { post_id: draft.getState().id, account_ids, at });
    },
    onSuccess: told,
  });
}

export function usePublishNow() {
  const draft = useDraft();
  return useMutation({
    mutationFn: async (account_ids: string[]) => {
      await draft.flush();
      return call("publish_now", { post_id: draft.getState().id, account_ids });
    },
    onSuccess: told,
  });
}

/** Takes planned publications out of the queue; undoable. */
export function useUnscheduleAll() {
  return useMutation({
    mutationFn: async (ids: readonly string[]) => {
      for (const id of ids) await call("unschedule", { id });
    },
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
