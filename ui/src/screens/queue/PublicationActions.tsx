import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useReschedule, useResolve, useRetry, useUnschedule } from "@/features/publication/usePublications";
import { useStudio } from "@/features/studio/useStudio";
import { errorOf, openBar, type Publication } from "@/ipc";
import { Button } from "@/kit/Button";
import { DateTimeField } from "@/kit/DateTimeField";
import { Dialog } from "@/kit/Dialog";
import { Field } from "@/kit/Field";
import { wallNow } from "@/kit/time";
import { useText } from "@/text/context";
import { queue } from "@/text/queue";
import styles from "./Queue.module.css";

type Sheet = "resolve" | "reschedule" | "publish_now" | null;

/** What the person may do now; the core says which. */
export function PublicationActions({ publication, network }: { publication: Publication; network: string }) {
  const t = useText(queue);
  const navigate = useNavigate();
  const { workspace } = useStudio();
  const retry = useRetry();
  const unschedule = useUnschedule();
  const [sheet, setSheet] = useState<Sheet>(null);
  const run: Record<string, { label: string; act: () => void; primary?: boolean }> = {
    resolve: { label: t.resolve, act: () => setSheet("resolve"), primary: true },
    assist: {
      label: t.assist,
      // Where the system gives no window for the bar, the same stands in this one.
      act: () =>
        void openBar(workspace.id, publication.id).catch(() =>
          navigate({ to: "/assisted", search: { publication: publication.id } }),
        ),
      primary: true,
    },
    reconnect: { label: t.reconnect, act: () => void navigate({ to: "/connections" }), primary: true },
    retry: { label: t.retry, act: () => retry.mutate(publication.id) },
    publish_now: { label: t.publishNow, act: () => setSheet("publish_now") },
    reschedule: { label: t.reschedule, act: () => setSheet("reschedule") },
    edit: {
      label: t.edit,
      act: () => void navigate({ to: "/compose", search: { post: publication.post_id } }),
    },
    unschedule: { label: t.unschedule, act: () => unschedule.mutate(publication.id) },
  };
  const shown = Object.entries(run).filter(([action]) => publication.actions.includes(action));
  if (shown.length === 0) return null;
  return (
    <div className={styles.actions}>
      {shown.map(([action, { label, act, primary }]) => (
        <Button key={action} size="sm" look={primary ? "primary" : "plain"} onPress={act}>
          {label}
        </Button>
      ))}
      {sheet === "resolve" && (
        <Resolve publication={publication} network={network} onClose={() => setSheet(null)} />
      )}
      {sheet === "reschedule" && <NewTime publication={publication} onClose={() => setSheet(null)} />}
      {sheet === "publish_now" && (
        <PublishNow publication={publication} network={network} onClose={() => setSheet(null)} />
      )}
    </div>
  );
}

/** Nobody but the person can know: there, send again, or leave. */
function Resolve(props: { publication: Publication; network: string; onClose: () => void }) {
  const t = useText(queue);
  const resolve = useResolve();
  const [url, setUrl] = useState("");
  const { id } = props.publication;
  const decide = (choice: Parameters<typeof resolve.mutate>[0]["choice"]) =>
    resolve.mutate({ id, choice }, { onSuccess: props.onClose });
  return (
    <Dialog
      title={t.resolve}
      closeLabel={t.close}
      isOpen
      onClose={props.onClose}
      footer={
        <>
          <Button look="ghost" onPress={() => decide({ kind: "drop" })}>
            {t.drop}
          </Button>
          <Button onPress={() => decide({ kind: "again" })}>{t.again}</Button>
          <Button look="primary" onPress={() => decide({ kind: "there", url: url.trim() || null })}>
            {t.there}
          </Button>
        </>
      }
    >
      <p className={styles.help}>{t.resolveHelp(props.network)}</p>
      <Field
        label={t.address}
        type="url"
        value={url}
        onChange={setUrl}
        error={resolve.error ? errorOf(resolve.error).message : null}
      />
    </Dialog>
  );
}

function NewTime(props: { publication: Publication; onClose: () => void }) {
  const t = useText(queue);
  const reschedule = useReschedule();
  const { due, id } = props.publication;
  const { zone } = useStudio().workspace;
  // Why not the zone of the wish: the time stands in the list on the client's clock.
  const [wish, setWish] = useState({ local: wallNow(zone, new Date(due.instant)), zone });
  const save = () => reschedule.mutate({ id, at: { kind: "local", ...wish } }, { onSuccess: props.onClose });
  return (
    <Dialog
      title={t.reschedule}
      closeLabel={t.close}
      isOpen
      onClose={props.onClose}
      footer={
        <>
          <Button look="ghost" onPress={props.onClose}>
            {t.cancel}
          </Button>
          <Button look="primary" isDisabled={reschedule.isPending} onPress={save}>
            {t.save}
          </Button>
        </>
      }
    >
      <DateTimeField
        label={t.when}
        value={wish}
        onChange={setWish}
        previousMonth={t.previousMonth}
        nextMonth={t.nextMonth}
        error={reschedule.error ? errorOf(reschedule.error).message : null}
      />
    </Dialog>
  );
}

/** Leaves the machine and can't come back: asked first. */
function PublishNow(props: { publication: Publication; network: string; onClose: () => void }) {
  const t = useText(queue);
  const reschedule = useReschedule();
  const { id, handle } = props.publication;
  const go = () => reschedule.mutate({ id, at: { kind: "now" } }, { onSuccess: props.onClose });
  return (
    <Dialog
      title={t.publishNow}
      closeLabel={t.close}
      isOpen
      onClose={props.onClose}
      footer={
        <>
          <Button look="ghost" onPress={props.onClose}>
            {t.cancel}
          </Button>
          <Button look="primary" isDisabled={reschedule.isPending} onPress={go}>
            {t.publishNow}
          </Button>
        </>
      }
    >
      <p className={styles.help}>{t.publishNowSure(`${props.network}, ${handle}`)}</p>
      {reschedule.error && <p className={styles.trouble}>{errorOf(reschedule.error).message}</p>}
    </Dialog>
  );
}
