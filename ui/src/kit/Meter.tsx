import { cx } from "./classes";
import styles from "./Meter.module.css";

/** A thin bar. `share` is 0 to 1. It is drawn only: the words beside it carry the figure. */
export function Meter({
  share,
  tone = "accent",
}: {
  share: number;
  tone?: "accent" | "bad" | "warn" | "signal" | "picture";
}) {
  const inside = Math.min(1, Math.max(0, share));
  return (
    <span aria-hidden className={cx(styles.meter, tone !== "accent" && styles[tone])}>
      <span className={styles.fill} style={{ transform: `scaleX(${inside})` }} />
    </span>
  );
}
