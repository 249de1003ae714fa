import { keepPreviousData, useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useUndoToast } from "@/features/studio/useUndo";
import { type Asset, type AssetList, call } from "@/ipc";

const NONE: readonly Asset[] = [];

/** How many items are read at once. */
const PAGE = 1_000;

/** What the library holds, the newest first: the first page at once, the others after it. */
export function useAssets(list: Omit<AssetList, "limit" | "offset">): {
  assets: readonly Asset[];
  total: number;
  isPending: boolean;
} {
  const { data, isPending, isError, isFetching, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ["assets", "pages", list],
    queryFn: ({ pageParam }) => call("asset_list", { ...list, limit: PAGE, offset: pageParam }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (pages.length * PAGE < last.total ? pages.length * PAGE : null),
    placeholderData: keepPreviousData,
  });
  // A page that came is the reason to read the next one.
  useEffect(() => {
    if (data && hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [data, hasNextPage, isFetching, isError, fetchNextPage]);
  const assets = useMemo(() => data?.pages.flatMap((page) => page.assets) ?? NONE, [data]);
  return { assets, total: data?.pages.at(-1)?.total ?? 0, isPending };
}

/** One asset with what is made of it and where it is used. */
export function useAsset(id: string) {
  return useQuery({ queryKey: ["assets", "one", id], queryFn: () => call("asset_get", { id }) }).data;
}

export function useBin() {
  const undoable = useUndoToast();
  return useMutation({
    mutationFn: (ids: readonly string[]) => call("asset_delete", { ids: [...ids] }),
    onSuccess: (done) => undoable(done),
    meta: { failure: true },
  });
}

export function useRestoreAssets() {
  const undoable = useUndoToast();
  return useMutation({
    mutationFn: (ids: readonly string[]) => call("asset_restore", { ids: [...ids] }),
    onSuccess: (done) => undoable(done),
    meta: { failure: true },
  });
}
