import { useText } from "@/text/context";
import { onboarding } from "@/text/onboarding";
import styles from "./Onboarding.module.css";

/** More notes than this would touch each other. */
const NOTES_MAX = 32;

/** The score of the preparation: one note for each file, filled once it is ready, orange while it is made. */
export function Beat(props: { done: number; total: number; isStopped: boolean }) {
  const t = useText(onboarding);
  const { done, total } = props;
  const notes = Math.max(1, Math.min(total, NOTES_MAX));
  const filled = total === 0 ? 0 : Math.floor((done / total) * notes);
  return (
    <div
      className={styles.beat}
      role="progressbar"
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={done}
      aria-label={t.progress(done, total)}
    >
      {Array.from({ length: notes }, (_, at) => ({ at, key: `note-${at}` })).map(({ at, key }) => (
        <i
          key={key}
          className={styles.note}
          data-state={
            at < filled ? "done" : at === filled && done < total && !props.isStopped ? "now" : "wait"
          }
        />
      ))}
    </div>
  );
}
