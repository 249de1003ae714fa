import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useUndoToast } from "@/features/studio/useUndo";
import { type Asset, type AssetList, call } from "@/ipc";

const NONE: readonly Asset[] = [];

/** A page of the library, the newest first. */
export function useAssets(list: AssetList): { assets: readonly Asset[]; total: number; isPending: boolean } {
  const { data, isPending } = useQuery({
    queryKey: ["assets", "list", list],
    queryFn: () => call("asset_list", list),
    placeholderData: keepPreviousData,
  });
  return { assets: data?.assets ?? NONE, total: data?.total ?? 0, isPending };
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
