import { AlignLeft } from "lucide-react";
import { Button } from "react-aria-components";
import { Glyph } from "@/features/network/Glyph";
import { networkName, useNetworks } from "@/features/network/useNetworks";
import { useZones } from "@/features/studio/useZones";
import { mediaUrl, type Publication } from "@/ipc";
import { cx } from "@/kit/classes";
import { STROKE } from "@/kit/icon";
import { Notehead } from "@/kit/Notehead";
import { dayIn, instant } from "@/kit/time";
import { useLang, useText } from "@/text/context";
import { queue } from "@/text/queue";
import styles from "./Queue.module.css";
import type { QueueRow } from "./rows";

/** A post's status is the least finished of its networks' statuses. */
const LEAST_FINISHED = ["failed", "in_progress", "to_approve", "draft", "scheduled", "published"] as const;

export function QueueLine(props: {
  row: QueueRow;
  zone: string;
  today: string;
  isSelected: boolean;
  onSelect: () => void;
}) {
  const lang = useLang();
  const t = useText(queue);
  const { row } = props;
  const [first] = row.publications;
  const worst =
    LEAST_FINISHED.map((status) => row.publications.find((each) => each.status === status)).find(Boolean) ??
    first;
  const { own } = useZones();
  const { instant: due } = first.due;
  // The heading says the day of tomorrow's lines; else the line says it, unless it is today.
  const near = row.section === "tomorrow" || dayIn(props.zone, due) === props.today;
  return (
    <li data-row={row.id}>
      <Button
        className={cx(styles.line, props.isSelected && styles.selected)}
        aria-current={props.isSelected ? "true" : undefined}
        onPress={props.onSelect}
      >
        <Notehead shape={worst.status} label={worst.status_label} size={18} />
        {first.cover ? (
          <img className={styles.cover} src={mediaUrl("thumb", first.cover)} alt="" loading="lazy" />
        ) : (
          <span className={cx(styles.cover, styles.noPicture)}>
            <AlignLeft size={18} strokeWidth={STROKE} aria-hidden />
          </span>
        )}
        <span className={styles.words}>
          <span className={styles.name}>{first.title || t.untitled}</span>
          <span className={styles.state}>{worst.trouble?.message ?? worst.state_label}</span>
        </span>
        <span className={styles.networks}>
          {row.publications.map((publication) => (
            <NetworkState key={publication.id} publication={publication} />
          ))}
        </span>
        <span className={cx("num", styles.time)} title={own(due, props.zone, "short") ?? undefined}>
          {instant(lang, due, props.zone, near ? "time" : "short")}
        </span>
      </Button>
    </li>
  );
}

function NetworkState({ publication }: { publication: Publication }) {
  const name = networkName(useNetworks(), publication.network);
  const words = `${name}, ${publication.handle}, ${publication.route_label}, ${publication.state_label}`;
  return (
    <span className={styles.network} title={words}>
      <Glyph network={publication.network} label={words} />
      <Notehead shape={publication.status} size={11} />
    </span>
  );
}
