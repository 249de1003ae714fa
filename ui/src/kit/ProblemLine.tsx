import { CircleAlert, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./Button";
import { cx } from "./classes";
import { STROKE } from "./icon";
import styles from "./ProblemLine.module.css";

export type ProblemFix = { id: string; label: string; run: () => void };

/** What is wrong, in one line, with what mends it. */
export function ProblemLine(props: {
  words: string;
  /** Whom it concerns, drawn before the words; it brings its own names. */
  whom?: ReactNode;
  warning?: boolean;
  fixes?: readonly ProblemFix[];
}) {
  const Icon = props.warning ? TriangleAlert : CircleAlert;
  return (
    <div className={cx(styles.line, props.warning && styles.warning)}>
      <Icon size={17} strokeWidth={STROKE} aria-hidden />
      {props.whom && <span className={styles.whom}>{props.whom}</span>}
      <p className={styles.words}>{props.words}</p>
      {props.fixes && props.fixes.length > 0 && (
        <span className={styles.fixes}>
          {props.fixes.map((fix) => (
            <Button
              key={fix.id}
              size="sm"
              onPress={fix.run}
              onKeyDown={(event) => {
                // Ctrl+Enter schedules elsewhere; on a problem it takes the fix.
                if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) fix.run();
                else event.continuePropagation();
              }}
            >
              {fix.label}
            </Button>
          ))}
        </span>
      )}
    </div>
  );
}
