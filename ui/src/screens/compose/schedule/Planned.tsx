import { useNavigate } from "@tanstack/react-router";
import { CalendarX } from "lucide-react";
import { useZones } from "@/features/studio/useZones";
import type { Publication } from "@/ipc";
import { Button } from "@/kit/Button";
import { Notehead } from "@/kit/Notehead";
import { wall, zoneCity } from "@/kit/time";
import { compose } from "@/text/compose";
import { useLang, useText } from "@/text/context";
import styles from "./ScheduleBar.module.css";
import { useUnscheduleAll } from "./usePlan";

/** What is planned, under way or out already, and the way out of the queue. */
export function Planned({ publications }: { publications: readonly Publication[] }) {
  const t = useText(compose);
  const lang = useLang();
  const navigate = useNavigate();
  const unschedule = useUnscheduleAll();
  const { own } = useZones();
  const planned = publications.filter((publication) => publication.actions.includes("unschedule"));
  const out = publications.filter(({ status }) => status === "published").length;
  const under = publications.filter(({ status }) => status === "in_progress").length;
  const first = planned[0];
  if (!first && out + under === 0) return null;
  return (
    <div className={styles.planned}>
      {out > 0 && (
        <span className={styles.state}>
          <Notehead shape="published" />
          {t.published(out)}
        </span>
      )}
      {under > 0 && (
        <span className={styles.state}>
          <Notehead shape="in_progress" />
          {t.onItsWay(under)}
        </span>
      )}
      {first && (
        <span className={styles.state}>
          <Notehead shape="scheduled" />
          <span className="num" title={own(first.due.instant, first.due.zone, "short") ?? undefined}>
            {t.planned(
              `${wall(lang, first.due.local, "short")} (${zoneCity(first.due.zone)})`,
              planned.length,
            )}
          </span>
        </span>
      )}
      <span className={styles.space} />
      {first ? (
        <Button
          size="sm"
          icon={CalendarX}
          isDisabled={unschedule.isPending}
          onPress={() => unschedule.mutate(planned.map(({ id }) => id))}
        >
          {t.unschedule}
        </Button>
      ) : (
        <Button size="sm" onPress={() => navigate({ to: "/queue" })}>
          {t.seeQueue}
        </Button>
      )}
      {first && <span className={styles.plannedHint}>{t.plannedKeeps}</span>}
    </div>
  );
}
