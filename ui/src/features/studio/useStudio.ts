import {
  type QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
  useSuspenseQuery,
} from "@tanstack/react-query";
import { forgetImports } from "@/features/media/imports";
import { flushWritten } from "@/features/saving/shelf";
import { call, type Studio, type Theme, useProgress, type Workspace } from "@/ipc";
import type { Lang } from "@/text/messages";

const query = { queryKey: ["studio"], queryFn: () => call("studio_get") };

/** The studio at a glance, once the window has it. */
export function useStudio(): Studio {
  return useSuspenseQuery(query).data;
}

/** The same before the window has it. */
export function useStudioQuery() {
  return useQuery(query);
}

/** The client on screen, for what ends long after it was drawn. */
export function shownClient(client: QueryClient): Workspace {
  const studio = client.getQueryData<Studio>(query.queryKey);
  if (!studio) throw new Error("a client is asked for before the window has the studio");
  return studio.workspace;
}

export function useSetLook() {
  return useMutation({
    mutationFn: (change: { lang?: Lang; theme?: Theme }) => call("settings_set", change),
    meta: { failure: true },
  });
}

/** What one client's world doesn't share with another. */
export function forgetClient(client: QueryClient): void {
  const shared: readonly unknown[] = ["studio", "networks", "settings"];
  client.removeQueries({ predicate: ({ queryKey }) => !shared.includes(queryKey[0]) });
  // Why: no more is told of work for a client that is not on screen.
  useProgress.setState({ byJob: {} });
  forgetImports();
  void client.invalidateQueries({ queryKey: ["studio"] });
}

export function useOpenWorkspace() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => {
      // Why first: a save that came after would look for the post in the other client's world.
      await flushWritten();
      return call("workspace_open", { id });
    },
    onSuccess: () => forgetClient(client),
    meta: { failure: true },
  });
}

export function useCreateWorkspace() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (made: { name: string; zone: string; lang: Lang }) => {
      await flushWritten();
      return call("workspace_create", made);
    },
    onSuccess: () => forgetClient(client),
  });
}
