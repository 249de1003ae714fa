import { cx } from "./classes";
import styles from "./Notehead.module.css";

export type NoteShape = "draft" | "to_approve" | "scheduled" | "in_progress" | "published" | "failed";

const TONE: Record<NoteShape, string | undefined> = {
  draft: styles.muted,
  to_approve: styles.warn,
  scheduled: styles.accent,
  in_progress: styles.signal,
  published: styles.accent,
  failed: styles.danger,
};

/** The six noteheads: hollow is not played yet, filled is played. Without `label` it is drawn only. */
export function Notehead({ shape, label, size = 16 }: { shape: NoteShape; label?: string; size?: number }) {
  const named = label ? { role: "img", "aria-label": label } : { "aria-hidden": true };
  return (
    <svg
      {...named}
      className={cx(styles.head, TONE[shape])}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
    >
      {drawing(shape)}
    </svg>
  );
}

function drawing(shape: NoteShape) {
  const tilt = "rotate(-22 8 8)";
  switch (shape) {
    case "draft":
      return (
        <ellipse
          transform={tilt}
          cx="8"
          cy="8"
          rx="5.6"
          ry="4.2"
          stroke="currentColor"
          strokeWidth="1.6"
          strokeDasharray="2.2 2.1"
        />
      );
    case "to_approve":
      return (
        <>
          <path
            d="M2.6 9.5a5.4 5.6 0 0 1 10.8 0"
            stroke="currentColor"
            strokeWidth="1.8"
            strokeLinecap="round"
          />
          <circle cx="8" cy="9.6" r="1.7" fill="currentColor" />
        </>
      );
    case "scheduled":
      return (
        <ellipse transform={tilt} cx="8" cy="8" rx="5.6" ry="4.2" stroke="currentColor" strokeWidth="1.9" />
      );
    case "in_progress":
      return (
        <g transform={tilt}>
          <ellipse cx="8" cy="8" rx="5.6" ry="4.2" stroke="currentColor" strokeWidth="1.9" />
          <path d="M8 3.8a5.6 4.2 0 0 0 0 8.4z" fill="currentColor" />
        </g>
      );
    case "published":
      return <ellipse transform={tilt} cx="8" cy="8" rx="6.4" ry="4.9" fill="currentColor" />;
    case "failed":
      return (
        <path
          d="M3.6 3.6l8.8 8.8M12.4 3.6l-8.8 8.8"
          stroke="currentColor"
          strokeWidth="2.1"
          strokeLinecap="round"
        />
      );
  }
}
