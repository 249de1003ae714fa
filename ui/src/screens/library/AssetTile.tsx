import { Check, Music, Send } from "lucide-react";
import { Thumb } from "@/features/media/Thumb";
import { type Asset, useAssetProgress } from "@/ipc";
import { cx } from "@/kit/classes";
import { STROKE } from "@/kit/icon";
import { clock } from "@/kit/time";
import { useText } from "@/text/context";
import { library } from "@/text/library";
import { GAP_PX } from "./justify";
import styles from "./Library.module.css";
import type { Selection } from "./useSelection";

/** One item of the grid: its picture, use count, length, and the work under way on it. */
export function AssetTile(props: {
  asset: Asset;
  width: number;
  height: number;
  isFocusable: boolean;
  selection: Selection;
}) {
  const t = useText(library);
  const { asset, selection } = props;
  const progress = useAssetProgress(asset.id);
  const chosen = selection.ids.has(asset.id);
  const length = asset.info.duration_ms === null ? null : clock(asset.info.duration_ms);
  const title = asset.info.kind === "audio" && (asset.info.sound?.title ?? asset.name);
  const words = [title, asset.alt || (!title && asset.name), length, asset.used > 0 && t.used(asset.used)]
    .filter(Boolean)
    .join(", ");
  return (
    <button
      type="button"
      id={`asset-${asset.id}`}
      role="option"
      aria-selected={chosen || selection.last === asset.id}
      aria-label={words}
      tabIndex={props.isFocusable ? 0 : -1}
      className={cx(styles.tile, (chosen || selection.last === asset.id) && styles.chosen)}
      style={{ width: props.width, height: props.height - GAP_PX }}
      onClick={(event) =>
        selection.choose(
          asset.id,
          event.shiftKey ? "extend" : event.ctrlKey || event.metaKey ? "toggle" : "only",
        )
      }
    >
      <Thumb id={asset.id} kind={asset.info.kind} placeholder={asset.placeholder} isLazy />
      {title && (
        <span className={styles.sound}>
          <Music size={13} strokeWidth={STROKE} aria-hidden />
          <span>{title} </span>
        </span>
      )}
      {chosen && (
        <span className={styles.tick}>
          <Check size={13} strokeWidth={2.4} aria-hidden />
        </span>
      )}
      {asset.used > 0 && (
        <span className={cx("num", styles.badge, styles.usedBadge)}>
          <Send size={11} strokeWidth={STROKE} aria-hidden />
          {asset.used}
        </span>
      )}
      {length !== null && <span className={cx("num", styles.badge, styles.lengthBadge)}>{length}</span>}
      {progress && (
        <span className={styles.work}>
          {t.making(progress.done, progress.total)}
          <progress aria-label={t.makingOf(asset.name)} max={100} value={progress.percent} />
        </span>
      )}
    </button>
  );
}
