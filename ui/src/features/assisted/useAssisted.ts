import { useMutation, useQuery } from "@tanstack/react-query";
import { type AssistedRef, call } from "@/ipc";

/** The fields and files of one publication, in the order in which its network's page asks for them. */
export function useAssisted(of: AssistedRef) {
  return useQuery({
    queryKey: ["assisted", of.workspace_id, of.publication_id],
    queryFn: () => call("assisted_get", of),
  });
}

export function useOpenPage(of: AssistedRef) {
  return useMutation({ mutationFn: () => call("assisted_open_page", of), meta: { failure: true } });
}

export function useRevealFiles(of: AssistedRef) {
  return useMutation({ mutationFn: () => call("assisted_reveal", of), meta: { failure: true } });
}

export function useConfirmOnline(of: AssistedRef) {
  return useMutation({
    mutationFn: (url: string) => call("assisted_done", { ...of, ...(url ? { url } : {}) }),
  });
}

export function useSnooze(of: AssistedRef) {
  return useMutation({
    mutationFn: (minutes: number) => call("assisted_snooze", { ...of, minutes }),
    meta: { failure: true },
  });
}
