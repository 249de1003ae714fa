import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { CircleAlert } from "lucide-react";
import { useEffect, useLayoutEffect, useState } from "react";
import { useStore } from "zustand";
import { type Asset, type AssetDetail, errorOf } from "@/ipc";
import { toast } from "@/kit/toasts";
import { useText } from "@/text/context";
import { library } from "@/text/library";
import { type AltStore, openAlt, openAlts } from "./openAlts";
import { useAsset } from "./useLibrary";

/** Why: our own saves are told too; theirs are taken once ours and the reading after them have settled. */
const OTHERS_WAIT_MS = 800;

/** Opens the description of an original for writing and closes it, saved, with its place. Null before the first frame. */
export function useOpenAlt(asset: Asset): AltStore | null {
  const { id } = asset;
  const client = useQueryClient();
  const known = useAsset(id)?.asset ?? asset;
  const [store, setStore] = useState<AltStore | null>(null);
  const tellLeft = useTellLeft();

  // It saves by itself: it must be closed with its place.
  // biome-ignore lint/correctness/useExhaustiveDependencies: opened once for each asset; what others write is adopted.
  useLayoutEffect(() => {
    const opened = openAlts.hold(id, () =>
      openAlt(known, (saved) => {
        client.setQueryData<AssetDetail>(["assets", "one", id], (old) => old && { ...old, asset: saved });
      }),
    );
    setStore(opened);
    return () => {
      openAlts.leave(opened).catch((thrown) => tellLeft(opened, thrown));
    };
  }, [id]);

  useAdopt(store, known.alt);
  return store;
}

/** Takes what another writer wrote, once both sides are quiet. */
function useAdopt(store: AltStore | null, theirs: string): void {
  // The disk and its other writers are outside React.
  useEffect(() => {
    if (!store) return;
    const wait = () => setTimeout(() => store.adopt(theirs), OTHERS_WAIT_MS);
    let timer = wait();
    const stop = store.subscribe(() => {
      clearTimeout(timer);
      timer = wait();
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [store, theirs]);
}

/** The description as it is written, and why it is not on the disk. */
export function useAlt(store: AltStore): { value: string; slow: boolean; trouble: string | null } {
  const t = useText(library);
  const { alt, save } = useStore(store);
  const error = save.kind === "failed" || save.kind === "conflict" ? save.error : null;
  return {
    value: alt,
    slow: save.kind === "slow",
    trouble: error && [t.altNotSaved, error.message, error.fix].filter(Boolean).join(" "),
  };
}

/** Tells that a description could not be saved when its place was left, and the way back to it. */
function useTellLeft() {
  const t = useText(library);
  const navigate = useNavigate();
  return (left: AltStore, thrown: unknown) => {
    const { id, name } = left.getState();
    const run = () => void navigate({ to: "/library", search: { item: id } });
    toast([t.altLeft(name), errorOf(thrown).message].join(" "), {
      icon: CircleAlert,
      action: { label: t.openIt, run },
    });
  };
}
