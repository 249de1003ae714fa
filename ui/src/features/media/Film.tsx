import { Play } from "lucide-react";
import { type RefObject, useRef, useState } from "react";
import { Button } from "react-aria-components";
import { flushSync } from "react-dom";
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
  player?: RefObject<HTMLVideoElement | null>;
};

/** A film that plays in the window, once it is asked to. */
export function Film(props: Props) {
  const t = useText(film);
  const [started, setStarted] = useState(false);
  const own = useRef<HTMLVideoElement>(null);
  const player = props.player ?? own;
  const start = () => {
    flushSync(() => setStarted(true));
    // Why at once, before there is anything to play: WebKit lets only that player sound by itself later that was told to
    // play within the person's own press.
    player.current?.play().catch(() => undefined);
  };
  if (started) return <Playing {...props} player={player} />;
  return (
    <Button
      className={cx(styles.poster, props.className)}
      aria-label={t.play(props.asset.name)}
      onPress={start}
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
  return (
    <div className={cx(styles.poster, className)} role={src ? undefined : "status"}>
      <video
        ref={player}
        src={src ?? undefined}
        poster={mediaUrl("poster", asset.id)}
        controls={src !== null}
        autoPlay
        aria-label={asset.alt || asset.name}
        onError={() => setUnreadable(true)}
      />
      {!src && (
        <span className={styles.progress}>
          {tooLarge ? t.tooLarge : t.opening}
          {!tooLarge && <Meter share={share} tone="picture" />}
        </span>
      )}
    </div>
  );
}
