import { Play } from "lucide-react";
import { type Ref, useState } from "react";
import { Button } from "react-aria-components";
import { type Asset, mediaUrl, type Rendition } from "@/ipc";
import { cx } from "@/kit/classes";
import { Meter } from "@/kit/Meter";
import { useText } from "@/text/context";
import { film } from "@/text/film";
import styles from "./Film.module.css";
import { usePlayable } from "./usePlayable";

type Props = {
  asset: Asset;
  /** Films made of it, to fall back on where the web view can't read the original. */
  made?: readonly Rendition[];
  className?: string | undefined;
  player?: Ref<HTMLVideoElement>;
};

/** A film that plays in the window, once it is asked to. */
export function Film(props: Props) {
  const t = useText(film);
  const [started, setStarted] = useState(false);
  if (started) return <Playing {...props} />;
  return (
    <Button
      className={cx(styles.poster, props.className)}
      aria-label={t.play(props.asset.name)}
      onPress={() => setStarted(true)}
    >
      <img src={mediaUrl("poster", props.asset.id)} alt={props.asset.alt} />
      <span className={styles.play}>
        <Play size={22} fill="currentColor" aria-hidden />
      </span>
    </Button>
  );
}

function Playing({ asset, made = [], className, player }: Props) {
  const t = useText(film);
  const [unreadable, setUnreadable] = useState(false);
  const spare = made.find((each) => each.asset_id === asset.id && each.kind === "video");
  const useSpare = unreadable && spare !== undefined;
  const { src, share, tooLarge } = usePlayable(
    useSpare ? "rendition" : "original",
    useSpare ? spare.id : asset.id,
    useSpare ? spare.bytes : asset.info.bytes,
  );
  if (!src) {
    return (
      <div className={cx(styles.poster, className)} role="status">
        <img src={mediaUrl("poster", asset.id)} alt={asset.alt} />
        <span className={styles.progress}>
          {tooLarge ? t.tooLarge : t.opening}
          {!tooLarge && <Meter share={share} tone="picture" />}
        </span>
      </div>
    );
  }
  return (
    <video
      ref={player}
      className={className}
      src={src}
      poster={mediaUrl("poster", asset.id)}
      controls
      autoPlay
      aria-label={asset.alt || asset.name}
      onError={() => setUnreadable(true)}
    />
  );
}
