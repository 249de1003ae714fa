import type { ReactNode } from "react";
import { cx } from "./classes";
import styles from "./EmptyState.module.css";

/** One sentence, one action, and with `dropTarget` the place itself takes files. No drawing. */
export function EmptyState(props: { sentence: string; action?: ReactNode; dropTarget?: boolean }) {
  return (
    <div className={cx(styles.empty, props.dropTarget && styles.target)}>
      <p>{props.sentence}</p>
      {props.action}
    </div>
  );
}
