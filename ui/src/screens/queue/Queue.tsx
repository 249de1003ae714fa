import { useNavigate } from "@tanstack/react-router";
import { Pause, Play, Plus } from "lucide-react";
import { useState } from "react";
import { TitleBar } from "@/app/shell/TitleBar";
import { useListSteps } from "@/app/useListSteps";
import { useCreatePost } from "@/features/post/usePosts";
import { usePauseQueue, usePublications } from "@/features/publication/usePublications";
import { useStudio } from "@/features/studio/useStudio";
import { Button } from "@/kit/Button";
import { EmptyState } from "@/kit/EmptyState";
import { Inspector } from "@/kit/Inspector";
import { zoneCity } from "@/kit/time";
import { useToday } from "@/kit/useToday";
import { useText } from "@/text/context";
import { queue } from "@/text/queue";
import { HoldNote } from "./HoldNote";
import styles from "./Queue.module.css";
import { QueueLine } from "./QueueLine";
import { ReceiptPane } from "./ReceiptPane";
import { type QueueRow, rowAfter, rowsOf, SECTIONS } from "./rows";

/** What goes out, what is out, and what needs a hand. */
export function Queue() {
  const t = useText(queue);
  const { workspace } = useStudio();
  const { publications, paused, hold, worked_here, ahead_ms, isPending } = usePublications();
  const today = useToday(workspace.zone, ahead_ms);
  const rows = rowsOf(publications, workspace.zone, today);
  const { selected, choose } = useChosenRow(rows);
  const steps = useListSteps(
    rows.map(({ id }) => id),
    selected?.id,
    choose,
  );
  return (
    <>
      <TitleBar>
        <h1>{t.title}</h1>
        <span className={styles.note}>{paused ? t.isPaused : worked_here ? t.closed : t.elsewhere}</span>
        <span className={styles.space} />
        <span className={styles.note}>{t.zone(zoneCity(workspace.zone))}</span>
        <PauseButton paused={paused} />
      </TitleBar>
      {hold && <HoldNote hold={hold} />}
      {rows.length === 0 && !isPending ? (
        <EmptyQueue />
      ) : (
        <div className={styles.body}>
          <div className={styles.list} data-region {...steps}>
            {SECTIONS.map((section) => (
              <Section
                key={section}
                title={t.sections[section]}
                rows={rows.filter((row) => row.section === section)}
                zone={workspace.zone}
                today={today}
                selected={selected?.id}
                onSelect={choose}
              />
            ))}
          </div>
          <Inspector label={t.receipt}>
            {selected ? (
              <ReceiptPane row={selected} today={today} key={selected.publications[0].id} />
            ) : (
              <p>{t.choose}</p>
            )}
          </Inspector>
        </div>
      )}
    </>
  );
}

/** The line whose receipt is shown, the first one at the beginning. It stays when its time or its section changes. */
function useChosenRow(rows: readonly QueueRow[]) {
  const [chosen, setChosen] = useState<QueueRow | undefined>(rows[0]);
  const selected = (chosen && rowAfter(rows, chosen)) ?? rows[0];
  if (selected?.id !== chosen?.id) setChosen(selected);
  return { selected, choose: (id: string) => setChosen(rows.find((row) => row.id === id)) };
}

function Section(props: {
  title: string;
  rows: readonly QueueRow[];
  zone: string;
  today: string;
  selected: string | undefined;
  onSelect: (id: string) => void;
}) {
  if (props.rows.length === 0) return null;
  return (
    <section aria-label={props.title}>
      <h2 className={styles.sectionTitle}>{props.title}</h2>
      <ul>
        {props.rows.map((row) => (
          <QueueLine
            key={row.id}
            row={row}
            zone={props.zone}
            today={props.today}
            isSelected={row.id === props.selected}
            onSelect={() => props.onSelect(row.id)}
          />
        ))}
      </ul>
    </section>
  );
}

function PauseButton({ paused }: { paused: boolean }) {
  const t = useText(queue);
  const pause = usePauseQueue();
  return (
    <Button
      icon={paused ? Play : Pause}
      look={paused ? "primary" : "plain"}
      isDisabled={pause.isPending}
      onPress={() => pause.mutate(!paused)}
    >
      {paused ? t.resume : t.pause}
    </Button>
  );
}

function EmptyQueue() {
  const t = useText(queue);
  const navigate = useNavigate();
  const create = useCreatePost();
  return (
    <EmptyState
      sentence={t.empty}
      action={
        <Button
          look="primary"
          icon={Plus}
          onPress={() =>
            create.mutate(undefined, {
              onSuccess: (post) => navigate({ to: "/compose", search: { post: post.id } }),
            })
          }
        >
          {t.newPost}
        </Button>
      }
    />
  );
}
