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
import { wallNow } from "@/kit/time";
import { useText } from "@/text/context";
import { queue } from "@/text/queue";
import { HoldNote } from "./HoldNote";
import styles from "./Queue.module.css";
import { QueueLine } from "./QueueLine";
import { ReceiptPane } from "./ReceiptPane";
import { dayAfter, type QueueRow, rowsOf, SECTIONS } from "./rows";

/** What goes out, what is out, and what needs a hand. */
export function Queue() {
  const t = useText(queue);
  const { workspace } = useStudio();
  const { publications, paused, hold, worked_here, now, isPending } = usePublications();
  const today = wallNow(workspace.zone, new Date(now)).slice(0, 10);
  const rows = rowsOf(publications, today, dayAfter(today));
  const [chosen, setChosen] = useState<string | null>(null);
  const selected = rows.find((row) => row.id === chosen) ?? rows[0];
  const steps = useListSteps(
    rows.map(({ id }) => id),
    selected?.id,
    setChosen,
  );
  return (
    <>
      <TitleBar>
        <h1>{t.title}</h1>
        <span className={styles.note}>{paused ? t.isPaused : worked_here ? t.closed : t.elsewhere}</span>
        <span className={styles.space} />
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
                selected={selected?.id}
                onSelect={setChosen}
              />
            ))}
          </div>
          <Inspector label={t.receipt}>
            {selected ? <ReceiptPane row={selected} key={selected.id} /> : <p>{t.choose}</p>}
          </Inspector>
        </div>
      )}
    </>
  );
}

function Section(props: {
  title: string;
  rows: readonly QueueRow[];
  zone: string;
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
