import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "react-aria-components";
import { type Asset, useAssetProgress } from "@/ipc";
import { cx } from "@/kit/classes";
import { Meter } from "@/kit/Meter";
import { clock } from "@/kit/time";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import styles from "./MediaTile.module.css";
import { Thumb } from "./Thumb";

/** Time left is worth saying from here on. */
const ETA_SAID_MS = 3000;

/** A medium as a tile: its picture, its place in the row, and how far its files are, inside it. */
export function MediaTile(props: {
  asset: Asset | undefined;
  id: string;
  index: number;
  missingAlt?: boolean;
  dragged?: boolean;
  onOpen: () => void;
  onRemove?: () => void;
  onKeyDown?: (event: { key: string; altKey: boolean }) => void;
  extra?: ReactNode;
}) {
  const t = useText(compose);
  const { asset, id, index } = props;
  const progress = useAssetProgress(id);
  const name = asset?.name ?? "";
  const length = asset?.info.duration_ms;
  return (
    <div className={cx(styles.tile, progress && styles.preparing, props.dragged && styles.dragged)}>
      <Button
        className={styles.open ?? ""}
        aria-label={t.tile(index + 1, name)}
        onPress={props.onOpen}
        {...(props.onKeyDown ? { onKeyDown: props.onKeyDown } : {})}
      >
        <Thumb id={id} kind={asset?.info.kind} className={styles.picture} />
      </Button>
      <span className={cx(styles.label, styles.number, "num")} aria-hidden>
        {index + 1}
      </span>
      {length != null && !progress && (
        <span className={cx(styles.label, styles.length, "num")}>{clock(length)}</span>
      )}
      {props.missingAlt && !progress && (
        <span className={cx(styles.label, styles.noAlt)} title={t.noAlt}>
          + ALT
        </span>
      )}
      {progress && (
        <span className={cx(styles.progress, "num")} role="status">
          <span>
            {t.formatsDone(progress.done, progress.total)}
            {progress.eta_ms !== null &&
              progress.eta_ms > ETA_SAID_MS &&
              `, ${t.timeLeft(Math.round(progress.eta_ms / 1000))}`}
          </span>
          <Meter share={progress.percent / 100} tone="picture" />
        </span>
      )}
      {props.onRemove && (
        <Button className={styles.remove ?? ""} aria-label={t.removeMedium(name)} onPress={props.onRemove}>
          <X size={14} strokeWidth={2.2} aria-hidden />
        </Button>
      )}
    </div>
  );
}
