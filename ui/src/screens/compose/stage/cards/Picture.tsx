import { Play } from "lucide-react";
import type { ReactNode } from "react";
import { mediaUrl } from "@/ipc";
import { cx } from "@/kit/classes";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import type { Shot } from "./card";
import styles from "./cards.module.css";

/** Networks that lay out several media at once draw this many. */
const TILES_MAX = 4;

/** A medium in a preview: the prepared file once it is there, until then the picture in its frame. */
export function Picture({
  shot,
  aspect,
  className,
  children,
}: {
  shot: Shot;
  aspect?: number;
  className?: string | undefined;
  /** What lies over it. */
  children?: ReactNode;
}) {
  const { medium, made, video } = shot;
  const still =
    made && made.kind === "image"
      ? mediaUrl("rendition", made.id)
      : mediaUrl(video ? "poster" : "thumb", medium.asset);
  const focus = medium.focus;
  return (
    <span
      className={cx(styles.picture, className)}
      style={aspect ? { aspectRatio: String(aspect) } : undefined}
    >
      <img
        src={still}
        alt={medium.alt}
        draggable={false}
        decoding="async"
        style={{
          objectFit: medium.fit === "cover" || made ? "cover" : "contain",
          ...(focus && !made ? { objectPosition: `${focus.x * 100}% ${focus.y * 100}%` } : {}),
        }}
      />
      {video && (
        <span className={styles.play}>
          <Play size={18} fill="currentColor" aria-hidden />
        </span>
      )}
      {children}
    </span>
  );
}

/** Up to four pictures as most timelines lay them out, over the last of them how many more there are. */
export function Mosaic({ shots, single }: { shots: readonly Shot[]; single: "own" | number }) {
  const t = useText(compose);
  const first = shots[0];
  if (!first) return null;
  if (shots.length === 1)
    return (
      <Picture
        shot={first}
        aspect={single === "own" ? Math.max(0.75, first.aspect) : single}
        className={styles.solo}
      />
    );
  const more = shots.length - TILES_MAX;
  return (
    <span className={cx(styles.mosaic, shots.length === 3 && styles.three)}>
      {shots.slice(0, TILES_MAX).map((shot, index) => (
        <Picture key={shot.medium.asset} shot={shot}>
          {more > 0 && index === TILES_MAX - 1 && (
            <span className={styles.others}>
              <span className="num" aria-hidden>
                +{more}
              </span>
              <span className="sr-only">{t.moreMedia(more)}</span>
            </span>
          )}
        </Picture>
      ))}
    </span>
  );
}
