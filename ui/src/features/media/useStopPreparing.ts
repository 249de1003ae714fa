import { useMutation, useQueryClient } from "@tanstack/react-query";
import { call } from "@/ipc";

/** Stops jobs that prepare files: what is ready stays. */
export function useStopPreparing() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (jobs: readonly string[]) => call("prepare_cancel", { job_ids: [...jobs] }),
    // Why waited for: whoever asked then knows what was stopped.
    onSuccess: () => client.invalidateQueries({ queryKey: ["renditions"] }),
    meta: { failure: true },
  });
}
