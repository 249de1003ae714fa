import { useState } from "react";
import { useDraft, useDraftState } from "@/features/post/DraftContext";
import { setWish } from "@/features/post/edits";
import { useStudio } from "@/features/studio/useStudio";
import { Button } from "@/kit/Button";
import { DateTimeField, type WallTime } from "@/kit/DateTimeField";
import { Select } from "@/kit/Select";
import { wallNow, zoneCity } from "@/kit/time";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import { OwnTime } from "./OwnTime";
import styles from "./ScheduleBar.module.css";

/** Day, hour and zone. The core says when daylight saving takes or doubles that hour. */
export function WhenPanel({ onDone }: { onDone: () => void }) {
  const t = useText(compose);
  const draft = useDraft();
  const { workspace, zones } = useStudio();
  const wish = useDraftState(({ shown }) => shown.wish);
  const due = useDraftState((state) => state.due);
  const [start] = useState<WallTime>(() => ({
    local: nextHour(wallNow(workspace.zone)),
    zone: workspace.zone,
  }));
  const value = wish ?? start;
  // Why a series: each figure of a date is an edit, the date is one.
  const put = (next: WallTime | null) => draft.edit(setWish(next), "wish");
  return (
    <div className={styles.panel}>
      <DateTimeField
        label={t.when}
        value={value}
        onChange={put}
        from={wallNow(value.zone)}
        previousMonth={t.previousMonth}
        nextMonth={t.nextMonth}
      />
      <Select
        label={t.zone}
        value={value.zone}
        onChange={(zone) => put({ ...value, zone })}
        options={zones.map((zone) => ({ value: zone, label: zoneCity(zone), hint: zone }))}
      />
      <OwnTime />
      {wish && due?.shift === "gap" && <p className={styles.shift}>{t.shiftGap}</p>}
      {wish && due?.shift === "fold" && <p className={styles.shift}>{t.shiftFold}</p>}
      <Button
        look="primary"
        onPress={() => {
          if (!wish) put(start);
          onDone();
        }}
      >
        {t.done}
      </Button>
      {wish && (
        <Button
          look="ghost"
          onPress={() => {
            put(null);
            onDone();
          }}
        >
          {t.removeDate}
        </Button>
      )}
    </div>
  );
}

/** The next full hour on the same wall; at 23 h it stays within the day. */
function nextHour(local: string): string {
  const hour = Number(local.slice(11, 13));
  return hour >= 23
    ? `${local.slice(0, 11)}23:59:00`
    : `${local.slice(0, 11)}${String(hour + 1).padStart(2, "0")}:00:00`;
}
