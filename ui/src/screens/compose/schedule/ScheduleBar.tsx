import { useNavigate } from "@tanstack/react-router";
import { CalendarClock, CalendarX, ChevronDown, FolderDown, Send } from "lucide-react";
import { useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { useShortcuts } from "@/app/shortcuts";
import { useAccounts } from "@/features/account/useAccounts";
import { useDraftState } from "@/features/post/DraftContext";
import { useStudio } from "@/features/studio/useStudio";
import { errorOf, type Publication, type Refused } from "@/ipc";
import { Button } from "@/kit/Button";
import { STROKE } from "@/kit/icon";
import { Menu } from "@/kit/Menu";
import { Notehead } from "@/kit/Notehead";
import { Popover } from "@/kit/Popover";
import { ProblemLine } from "@/kit/ProblemLine";
import { wall, zoneCity } from "@/kit/time";
import { compose } from "@/text/compose";
import { useLang, useText } from "@/text/context";
import { PublishNowDialog } from "./PublishNowDialog";
import styles from "./ScheduleBar.module.css";
import { usePostPublications, usePublishNow, useSaveFiles, useSchedule, useUnscheduleAll } from "./usePlan";
import { WhenPanel } from "./WhenPanel";

/** When and for whom. The button says its result. */
export function ScheduleBar() {
  const t = useText(compose);
  const lang = useLang();
  const { workspace } = useStudio();
  const accounts = useAccounts();
  const targets = useDraftState(({ shown }) => shown.targets);
  const wish = useDraftState(({ shown }) => shown.wish);
  const publications = usePostPublications();
  const schedule = useSchedule();
  const publishNow = usePublishNow();
  const saveFiles = useSaveFiles();
  const [choosing, setChoosing] = useState(false);
  const [asking, setAsking] = useState(false);

  // Why: what is out, or on its way, must not go out twice; what waits gets the new words and time.
  const gone = new Set(publications.filter(isGone).map((publication) => publication.account_id));
  const waiting = new Set(publications.filter(waits).map((publication) => publication.account_id));
  const chosen = targets.flatMap((target) =>
    accounts.filter((account) => account.id === target.account && !gone.has(account.id)),
  );
  const ids = chosen.map((account) => account.id);
  const plan = () => {
    if (ids.length === 0) return saveFiles.mutate();
    if (!wish) return setChoosing(true);
    schedule.mutate({ account_ids: ids, at: { kind: "local", ...wish } });
  };
  useShortcuts([
    { keys: "$mod+Enter", label: t.scheduleNarrow, run: plan },
    { keys: "$mod+Shift+Enter", label: t.publishNow, run: () => ids.length > 0 && setAsking(true) },
  ]);
  const words =
    ids.length === 0
      ? t.saveFiles
      : ids.every((id) => waiting.has(id))
        ? t.update(ids.length)
        : t.schedule(workspace.name, ids.length);
  return (
    <footer className={styles.bar}>
      <Planned publications={publications} />
      <Refusals
        refused={[...(schedule.data?.refused ?? []), ...(publishNow.data?.refused ?? [])]}
        thrown={schedule.error ?? publishNow.error}
      />
      <div className={styles.row}>
        <Popover
          label={t.when}
          placement="top start"
          isOpen={choosing}
          onOpenChange={setChoosing}
          trigger={
            <AriaButton className={styles.when ?? ""}>
              <CalendarClock size={16} strokeWidth={STROKE} aria-hidden />
              <span className="num">{wish ? wall(lang, wish.local, "short") : t.chooseDate}</span>
              {wish && wish.zone !== workspace.zone && (
                <span className={styles.zone}>{zoneCity(wish.zone)}</span>
              )}
            </AriaButton>
          }
        >
          {(close) => <WhenPanel onDone={close} />}
        </Popover>
        <span className={styles.go}>
          <Button
            className={styles.main ?? ""}
            look="primary"
            onPress={plan}
            isDisabled={targets.length === 0 || schedule.isPending || saveFiles.isPending}
          >
            <span className={styles.mainWords}>{words}</span>
          </Button>
          <Menu
            label={t.moreActions}
            placement="top end"
            trigger={
              <Button
                className={styles.more ?? ""}
                look="primary"
                aria-label={t.moreActions}
                isDisabled={targets.length === 0}
              >
                <ChevronDown size={15} strokeWidth={STROKE} aria-hidden />
              </Button>
            }
            groups={[
              {
                id: "send",
                items: [
                  {
                    id: "now",
                    label: `${t.publishNow}…`,
                    icon: Send,
                    disabled: ids.length === 0,
                    onAction: () => setAsking(true),
                  },
                  { id: "files", label: t.saveFiles, icon: FolderDown, onAction: () => saveFiles.mutate() },
                ],
              },
            ]}
          />
        </span>
      </div>
      {asking && (
        <PublishNowDialog
          accounts={chosen}
          onClose={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            publishNow.mutate(ids);
          }}
        />
      )}
    </footer>
  );
}

/** Out, or on its way: not to be planned again from here. */
function isGone({ status }: Publication): boolean {
  return status === "in_progress" || status === "published";
}

function waits({ status }: Publication): boolean {
  return status === "scheduled" || status === "to_approve";
}

/** What is planned, under way or out already, and the way out of the queue. */
function Planned({ publications }: { publications: readonly Publication[] }) {
  const t = useText(compose);
  const lang = useLang();
  const navigate = useNavigate();
  const unschedule = useUnscheduleAll();
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
          <span className="num">{t.planned(wall(lang, first.due.local, "short"), planned.length)}</span>
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

/** Accounts that a problem keeps back, each with its reason; the others went ahead. */
function Refusals({ refused, thrown }: { refused: readonly Refused[]; thrown: unknown }) {
  const t = useText(compose);
  const accounts = useAccounts();
  if (refused.length === 0 && !thrown) return null;
  return (
    <div className={styles.refused} role="alert">
      {refused.map(({ account_id, error }) => {
        const who = accounts.find((account) => account.id === account_id)?.handle ?? "";
        return (
          <ProblemLine
            key={account_id}
            words={[t.refused, who ? `${who}.` : "", error.message, error.fix].filter(Boolean).join(" ")}
          />
        );
      })}
      {thrown ? (
        <ProblemLine words={[errorOf(thrown).message, errorOf(thrown).fix].filter(Boolean).join(" ")} />
      ) : null}
    </div>
  );
}
