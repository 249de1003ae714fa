import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { mediaOf, medium, type Voice } from "@/features/post/body";
import { useDraft } from "@/features/post/DraftContext";
import { setMedia } from "@/features/post/edits";
import { type AssetDetail, call } from "@/ipc";

/** Places assets at the end of what `voice` shows; each brings the description that it has in the library. */
export function useAddMedia(voice: Voice): (assets: readonly string[]) => void {
  const draft = useDraft();
  const client = useQueryClient();
  return useCallback(
    (assets) => {
      const read = (id: string): Promise<AssetDetail> =>
        client.fetchQuery({ queryKey: ["assets", "one", id], queryFn: () => call("asset_get", { id }) });
      const add = (made: { id: string; alt: string }[]) =>
        draft.edit((now) => {
          const before = mediaOf(now, voice);
          const fresh = made.filter(({ id }) => !before.some((each) => each.asset === id));
          return fresh.length === 0
            ? now
            : setMedia(voice, [...before, ...fresh.map(({ id, alt }) => medium(id, alt))])(now);
        });
      Promise.all(assets.map((id) => read(id).then(({ asset }) => ({ id, alt: asset.alt })))).then(add, () =>
        add(assets.map((id) => ({ id, alt: "" }))),
      );
    },
    [draft, client, voice],
  );
}
