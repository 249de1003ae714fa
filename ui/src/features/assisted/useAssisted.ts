import { useMutation, useQuery } from "@tanstack/react-query";
import { call } from "@/ipc";

/** The fields and files of one publication, in the order in which its network's page asks for them. */
export function useAssisted(publication_id: string) {
  return useQuery({
    queryKey: ["publications", "assisted", publication_id],
    queryFn: () => call("assisted_get", { publication_id }),
  });
}

export function useOpenPage() {
  return useMutation({
    mutationFn: (publication_id: string) => call("assisted_open_page", { publication_id }),
    meta: { failure: true },
  });
}

export function useRevealFiles() {
  return useMutation({
    mutationFn: (publication_id: string) => call("assisted_reveal", { publication_id }),
    meta: { failure: true },
  });
}

export function useConfirmOnline() {
  return useMutation({
    mutationFn: ({ id, url }: { id: string; url: string }) =>
      call("assisted_done", { publication_id: id, ...(url ? { url } : {}) }),
  });
}

export function useSnooze() {
  return useMutation({
    mutationFn: ({ id, minutes }: { id: string; minutes: number }) =>
      call("assisted_snooze", { publication_id: id, minutes }),
    meta: { failure: true },
  });
}
