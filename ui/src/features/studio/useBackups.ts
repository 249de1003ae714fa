import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { flushWritten } from "@/features/saving/shelf";
import { type Backups, call } from "@/ipc";
import { forgetClient } from "./useStudio";

/** The backups of a client, who needn't be one that can be opened. */
export function useBackups(workspaceId: string): { backups: Backups["backups"]; isPending: boolean } {
  const { data, isPending } = useQuery({
    queryKey: ["backups", workspaceId],
    queryFn: () => call("backup_list", { workspace_id: workspaceId }),
  });
  return { backups: data?.backups ?? [], isPending };
}

/** Puts a backup in the place of a client's damaged database. */
export function useRestoreBackup() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (chosen: { workspace_id: string; backup: string }) => {
      await flushWritten();
      return call("backup_restore", chosen);
    },
    onSuccess: () => forgetClient(client),
  });
}
