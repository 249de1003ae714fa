import type { Asset } from "@/ipc";
import { useText } from "@/text/context";
import { film } from "@/text/film";
import { usePlayable } from "./usePlayable";

/** Sound that plays in the window. */
export function Sound({ asset, className }: { asset: Asset; className?: string | undefined }) {
  const t = useText(film);
  const { src, tooLarge } = usePlayable("original", asset.id, asset.info.bytes);
  if (!src) return <p role="status">{tooLarge ? t.tooLarge : t.opening}</p>;
  return <audio className={className} controls src={src} aria-label={asset.name} />;
}
