import { CalendarClock } from "lucide-react";
import { Button } from "react-aria-components";
import { useDraftState } from "@/features/post/DraftContext";
import { useZones } from "@/features/studio/useZones";
import { STROKE } from "@/kit/icon";
import { Popover } from "@/kit/Popover";
import { wall, zoneCity } from "@/kit/time";
import { compose } from "@/text/compose";
import { useLang, useText } from "@/text/context";
import styles from "./ScheduleBar.module.css";
import { WhenPanel } from "./WhenPanel";

/** The wished time with the city whose clock it is, and the way to another. */
export function WhenButton(props: { isOpen: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useText(compose);
  const lang = useLang();
  const wish = useDraftState(({ shown }) => shown.wish);
  const zones = useZones();
  return (
    <Popover
      label={t.when}
      placement="top start"
      isOpen={props.isOpen}
      onOpenChange={props.onOpenChange}
      trigger={
        <Button className={styles.when ?? ""}>
          <CalendarClock size={16} strokeWidth={STROKE} aria-hidden />
          <span className="num">
            {wish ? wall(lang, wish.local, "short") : t.chooseDate},{" "}
            <span className={styles.zone}>{zoneCity(wish?.zone ?? zones.client)}</span>
          </span>
        </Button>
      }
    >
      {(close) => <WhenPanel onDone={close} />}
    </Popover>
  );
}
