import { useNavigate } from "@tanstack/react-router";
import { ExternalLink } from "lucide-react";
import { useState } from "react";
import { ToggleButton } from "react-aria-components";
import { mimeName } from "@/features/media/formats";
import { networkName, useNetworks } from "@/features/network/useNetworks";
import { useOpenReceipt, usePublication } from "@/features/publication/usePublications";
import { useZones } from "@/features/studio/useZones";
import { type LogLine, mediaUrl, type Publication } from "@/ipc";
import { Button } from "@/kit/Button";
import { Notehead } from "@/kit/Notehead";
import { fileSize } from "@/kit/size";
import { dayIn, instant } from "@/kit/time";
import { useLang, useText } from "@/text/context";
import { queue } from "@/text/queue";
import { PublicationActions } from "./PublicationActions";
import styles from "./Queue.module.css";
import type { QueueRow } from "./rows";

/** What happened to a post on each of its networks: state, proof, log, files. */
export function ReceiptPane({ row, today }: { row: QueueRow; today: string }) {
  const t = useText(queue);
  const navigate = useNavigate();
  const [first] = row.publications;
  const [open, setOpen] = useState<string | null>(first.id);
  return (
    <div className={styles.receipt}>
      <header className={styles.head}>
        {first.cover && <img className={styles.picture} src={mediaUrl("thumb", first.cover)} alt="" />}
        <div>
          <h2>{first.title || t.untitled}</h2>
          <Button
            size="sm"
            icon={ExternalLink}
            onPress={() => navigate({ to: "/compose", search: { post: first.post_id } })}
          >
            {t.openPost}
          </Button>
        </div>
      </header>
      {row.publications.map((publication) => (
        <PublicationReceipt
          key={publication.id}
          publication={publication}
          today={today}
          isOpen={publication.id === open}
          onToggle={(opens) => setOpen(opens ? publication.id : null)}
        />
      ))}
    </div>
  );
}

function PublicationReceipt(props: {
  publication: Publication;
  today: string;
  isOpen: boolean;
  onToggle: (opens: boolean) => void;
}) {
  const t = useText(queue);
  const { publication } = props;
  const networks = useNetworks();
  const receipt = useOpenReceipt();
  const name = networkName(networks, publication.network);
  return (
    <section className={styles.entry} aria-label={`${name}, ${publication.handle}`}>
      <div className={styles.entryHead}>
        <Notehead shape={publication.status} label={publication.status_label} size={17} />
        <ToggleButton className={styles.entryName ?? ""} isSelected={props.isOpen} onChange={props.onToggle}>
          {name}
          <span className={styles.handle}>{`${publication.handle}, ${publication.route_label}`}</span>
        </ToggleButton>
        {publication.receipt?.url && (
          <Button size="sm" look="ghost" icon={ExternalLink} onPress={() => receipt.mutate(publication.id)}>
            {t.see}
          </Button>
        )}
      </div>
      <State publication={publication} today={props.today} />
      <PublicationActions publication={publication} network={name} />
      {props.isOpen && <Log id={publication.id} today={props.today} />}
    </section>
  );
}

function State({ publication, today }: { publication: Publication; today: string }) {
  const t = useText(queue);
  const lang = useLang();
  const { client: zone, own } = useZones();
  const { receipt, trouble, retry_at } = publication;
  /** A time that is not told by a heading: with its date, and on the person's own clock where that shows another. */
  const told = (iso: string) =>
    [instant(lang, iso, zone, "short"), own(iso, zone, "short")].filter(Boolean).join(" · ");
  if (receipt) {
    return (
      <p className={styles.fact} data-selectable>
        {t.accepted(told(receipt.at), receipt.audience_label)}
        <span>{receipt.proof_label}</span>
      </p>
    );
  }
  return (
    <div className={styles.fact} data-selectable>
      {trouble ? <p className={styles.trouble}>{trouble.message}</p> : <p>{publication.state_label}</p>}
      {trouble?.fix && <p>{trouble.fix}</p>}
      <p>{t.planned(told(publication.due.instant))}</p>
      {retry_at && (
        <p>
          {dayIn(zone, retry_at) === today
            ? t.next(instant(lang, retry_at, zone, "time"))
            : t.nextOn(instant(lang, retry_at, zone, "short"))}
        </p>
      )}
    </div>
  );
}

/** What says the same again at once says nothing: each step of a publication gets ready on its own. */
const AT_ONCE_MS = 2000;

function told(log: readonly LogLine[]): LogLine[] {
  return log.filter((line, index) => {
    const before = log[index - 1];
    return (
      before?.text !== line.text ||
      before.detail !== line.detail ||
      Date.parse(line.at) - Date.parse(before.at) > AT_ONCE_MS
    );
  });
}

function Log({ id, today }: { id: string; today: string }) {
  const t = useText(queue);
  const lang = useLang();
  const { client: zone } = useZones();
  const detail = usePublication(id);
  if (!detail) return null;
  return (
    <>
      <ol className={styles.log} aria-label={t.log} data-selectable>
        {told(detail.log).map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end.
          <li key={index}>
            <time className="num" dateTime={line.at}>
              {instant(lang, line.at, zone, dayIn(zone, line.at) === today ? "seconds" : "precise")}
            </time>
            {line.text}
          </li>
        ))}
      </ol>
      {detail.files.length > 0 && (
        <ul className={styles.files} aria-label={t.files}>
          {detail.files.map((file) => (
            <li
              key={file.asset_id}
              className="num"
              title={[file.mime, file.hash].filter(Boolean).join(", ")}
              data-selectable
            >
              {[
                file.width_px && file.height_px ? `${file.width_px} × ${file.height_px}` : null,
                file.mime && mimeName(file.mime),
                file.bytes === null ? null : fileSize(lang, file.bytes),
              ]
                .filter(Boolean)
                .join(", ")}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
