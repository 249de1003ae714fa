import { ChevronDown, FolderDown, Send } from "lucide-react";
import { useRef, useState } from "react";
import { useShortcuts } from "@/app/shortcuts";
import { useAccounts } from "@/features/account/useAccounts";
import { useDraftState } from "@/features/post/DraftContext";
import { useStudio } from "@/features/studio/useStudio";
import type { Publication } from "@/ipc";
import { Button } from "@/kit/Button";
import { STROKE } from "@/kit/icon";
import { Menu } from "@/kit/Menu";
import { useFoot } from "@/kit/useFoot";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import { OwnTime } from "./OwnTime";
import { Planned } from "./Planned";
import { PublishNowDialog } from "./PublishNowDialog";
import { Refusals } from "./Refusals";
import styles from "./ScheduleBar.module.css";
import { usePostPublications, useSaveFiles, useSend } from "./usePlan";
import { WhenButton } from "./WhenButton";

/** When and for whom. The button says its result. */
export function ScheduleBar() {
  const t = useText(compose);
  const { workspace } = useStudio();
  const accounts = useAccounts();
  const targets = useDraftState(({ shown }) => shown.targets);
  const wish = useDraftState(({ shown }) => shown.wish);
  const publications = usePostPublications();
  const send = useSend();
  const saveFiles = useSaveFiles();
  const bar = useRef<HTMLElement>(null);
  useFoot(bar);
  const [choosing, setChoosing] = useState(false);
  const [asking, setAsking] = useState(false);

  // Why: what is out, or on its way, must not go out twice; what waits gets the new words and time.
  const gone = new Set(publications.filter(isGone).map((publication) => publication.account_id));
  const waiting = new Set(publications.filter(waits).map((publication) => publication.account_id));
  const chosen = targets.flatMap((target) =>
    accounts.filter((account) => account.id === target.account && !gone.has(account.id)),
  );
  const ids = chosen.map((account) => account.id);
  const isBusy = send.isPending || saveFiles.isPending;
  const isIdle = targets.length === 0 || isBusy;
  const plan = () => {
    if (isIdle) return;
    if (ids.length === 0) saveFiles.mutate();
    else if (wish) send.mutate({ account_ids: ids, at: { kind: "local", ...wish } });
    else setChoosing(true);
  };
  const ask = () => ids.length > 0 && !isBusy && setAsking(true);
  useShortcuts([
    { keys: "$mod+Enter", label: t.scheduleNarrow, run: plan },
    { keys: "$mod+Shift+Enter", label: t.publishNow, run: ask },
  ]);
  const words =
    ids.length === 0
      ? t.saveFiles
      : ids.every((id) => waiting.has(id))
        ? t.update(ids.length)
        : t.schedule(SLOT, ids.length);
  return (
    <footer ref={bar} className={styles.bar}>
      <Planned publications={publications} />
      <Refusals refused={send.data?.refused ?? []} thrown={send.error} />
      <OwnTime />
      <div className={styles.row}>
        <WhenButton isOpen={choosing} onOpenChange={setChoosing} />
        <span className={styles.go}>
          <Button
            className={styles.main ?? ""}
            look="primary"
            aria-label={words.replace(SLOT, workspace.name)}
            onPress={plan}
            isDisabled={isIdle}
          >
            <Words words={words} client={workspace.name} />
          </Button>
          <Menu
            label={t.moreActions}
            placement="top end"
            trigger={
              <Button
                className={styles.more ?? ""}
                look="primary"
                aria-label={t.moreActions}
                isDisabled={isIdle}
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
                    onAction: ask,
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
            send.mutate({ account_ids: ids, at: { kind: "now" } });
          }}
        />
      )}
    </footer>
  );
}

/** Where the client's name stands in the words of the button. */
const SLOT = "\u0000";

/** Only the client's name gives way where there is no room: the count of accounts is always whole. */
function Words({ words, client }: { words: string; client: string }) {
  const [before, after] = words.split(SLOT);
  if (after === undefined) return <span className={styles.words}>{words}</span>;
  return (
    <span className={styles.words} title={words.replace(SLOT, client)}>
      <span>{before}</span>
      <span className={styles.client}>{client}</span>
      <span>{after}</span>
    </span>
  );
}

/** Out, or on its way: not to be planned again from here. */
function isGone({ status }: Publication): boolean {
  return status === "in_progress" || status === "published";
}

function waits({ status }: Publication): boolean {
  return status === "scheduled" || status === "to_approve";
}
