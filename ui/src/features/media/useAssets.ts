import { useQueries } from "@tanstack/react-query";
import { type Asset, call } from "@/ipc";

/** Assets by id. One that is not read yet is absent. */
export function useAssets(ids: readonly string[]): ReadonlyMap<string, Asset> {
  return useQueries({
    queries: ids.map((id) => ({ queryKey: ["assets", "one", id], queryFn: () => call("asset_get", { id }) })),
    combine: (results) =>
      new Map(results.flatMap(({ data }) => (data ? [[data.asset.id, data.asset] as const] : []))),
  });
}
