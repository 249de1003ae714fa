import { RotateCcw, Square, X } from "lucide-react";
import { useRef } from "react";
import { Button } from "react-aria-components";
import { type Asset, jobsOf, type Progress, useAssetProgress } from "@/ipc";
import { cx } from "@/kit/classes";
import { Meter } from "@/kit/Meter";
import { clock } from "@/kit/time";
import { useLasting } from "@/kit/useLasting";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import styles from "./MediaTile.module.css";
import { Thumb } from "./Thumb";
import { useStopPreparing } from "./useStopPreparing";

/** Time left is worth saying from here on. */
const ETA_SAID_MS = 3000;
/** Work that has its turn sooner need not be said to wait. */
const WAIT_SAID_MS = 300;

/** A medium as a tile: its picture, its place in the row, and how far its files are, inside it. */
export function MediaTile(props: {
  asset: Asset | undefined;
  id: string;
  index: number;
  missingAlt?: boolean;
  dragged?: boolean;
  /** The person stopped the work on its files; `onPrepare` goes on with it. */
  isStopped?: boolean;
  /** Work on its files that runs or waits for its turn. */
  jobs?: readonly string[];
  onPrepare?: () => void;
  onOpen: () => void;
  onRemove?: () => void;
  onKeyDown?: (event: { key: string; altKey: boolean }) => void;
}) {
  const t = useText(compose);
  const { asset, id, index } = props;
  const name = asset?.name ?? "";
  const length = asset?.info.duration_ms;
  const tile = useRef<HTMLButtonElement>(null);
  const { progress, waits, isUnderWay, stop } = useWork(id, props.jobs ?? []);
  const isStopped = Boolean(props.isStopped) && !isUnderWay;
  const hasWork = isUnderWay || isStopped;
  const press = () => {
    if (isStopped) props.onPrepare?.();
    else stop();
    // Why: the button goes, if only until the core has answered, and the focus would go with it.
    tile.current?.focus();
  };
  return (
    <div className={cx(styles.tile, hasWork && styles.preparing, props.dragged && styles.dragged)}>
      <Button
        ref={tile}
        className={styles.open ?? ""}
        aria-label={t.tile(index + 1, name)}
        onPress={props.onOpen}
        {...(props.onKeyDown ? { onKeyDown: props.onKeyDown } : {})}
      >
        <Thumb id={id} kind={asset?.info.kind} placeholder={asset?.placeholder} className={styles.picture} />
      </Button>
      <span className={cx(styles.label, styles.number, "num")} aria-hidden>
        {index + 1}
      </span>
      {length != null && !hasWork && (
        <span className={cx(styles.label, styles.length, "num")}>{clock(length)}</span>
      )}
      {props.missingAlt && !hasWork && (
        <span className={cx(styles.label, styles.noAlt)} title={t.noAlt}>
          + ALT
        </span>
      )}
      {hasWork && (
        <>
          <span className={cx(styles.progress, "num")} role="status">
            {progress && <Figures progress={progress} />}
            {waits && <span>{t.preparing}</span>}
            {isStopped && <span>{t.preparingStopped}</span>}
          </span>
          <Button
            className={styles.work ?? ""}
            aria-label={isStopped ? t.prepareAgain(name) : t.stopPreparing(name)}
            onPress={press}
          >
            {isStopped ? <RotateCcw size={15} aria-hidden /> : <Square size={13} aria-hidden />}
          </Button>
        </>
      )}
      {props.onRemove && (
        <Button className={styles.remove ?? ""} aria-label={t.removeMedium(name)} onPress={props.onRemove}>
          <X size={14} strokeWidth={2.2} aria-hidden />
        </Button>
      )}
    </div>
  );
}

/** The work under way on an asset. `waits` while jobs of it are not told of: not their turn yet, or elsewhere. */
function useWork(id: string, jobs: readonly string[]) {
  const progress = useAssetProgress(id);
  const { mutate, isPending } = useStopPreparing();
  const lasts = useLasting(jobs.length > 0 && progress === undefined, WAIT_SAID_MS);
  return {
    progress,
    waits: lasts && !isPending,
    isUnderWay: progress !== undefined || lasts || isPending,
    stop: () => mutate([...new Set([...jobs, ...jobsOf([id])])]),
  };
}

function Figures({ progress }: { progress: Progress }) {
  const t = useText(compose);
  const { done, total, percent, eta_ms } = progress;
  return (
    <>
      <span>
        {t.formatsDone(done, total)}
        {eta_ms !== null && eta_ms > ETA_SAID_MS && `, ${t.timeLeft(Math.round(eta_ms / 1000))}`}
      </span>
      <Meter share={percent / 100} tone="picture" />
    </>
  );
}
