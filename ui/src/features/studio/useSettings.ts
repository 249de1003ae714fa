import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, type Settings, type SettingsSet, type WorkspaceRename } from "@/ipc";

/** The studio's settings; a change shows at once and is written by the core. */
export function useSettings() {
  return useQuery({ queryKey: ["settings"], queryFn: () => call("settings_get") }).data;
}

export function useSetSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: SettingsSet) => call("settings_set", change),
    onSuccess: (settings: Settings) => client.setQueryData(["settings"], settings),
    meta: { failure: true },
  });
}

/** Another name, zone or language for a client; done once the studio on screen has it. */
export function useRenameWorkspace() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: WorkspaceRename) => call("workspace_rename", change),
    onSuccess: () => client.invalidateQueries({ queryKey: ["studio"] }),
    meta: { failure: true },
  });
}

export function useRevealPath() {
  return useMutation({
    mutationFn: (path: string) => call("path_reveal", { path }),
    meta: { failure: true },
  });
}
