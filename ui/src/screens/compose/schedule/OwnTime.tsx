import { useDraftState } from "@/features/post/DraftContext";
import { useZones } from "@/features/studio/useZones";
import styles from "./ScheduleBar.module.css";

/** The wished time on the person's own clock, where that shows another. */
export function OwnTime() {
  const wish = useDraftState(({ shown }) => shown.wish);
  const due = useDraftState((state) => state.due);
  const { own } = useZones();
  const words = wish && due && due.zone === wish.zone ? own(due.instant, due.zone, "short") : null;
  return words && <span className={`${styles.plannedHint} num`}>{words}</span>;
}
