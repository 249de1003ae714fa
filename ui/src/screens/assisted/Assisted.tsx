import { AlarmClock, Check, Copy, ExternalLink, FolderOpen } from "lucide-react";
import { useState } from "react";
import {
  useAssisted,
  useConfirmOnline,
  useOpenPage,
  useRevealFiles,
  useSnooze,
} from "@/features/assisted/useAssisted";
import { Glyph } from "@/features/network/Glyph";
import { type AssistedField, type AssistedFile, errorOf, mediaUrl } from "@/ipc";
import { Button } from "@/kit/Button";
import { EmptyState } from "@/kit/EmptyState";
import { Field } from "@/kit/Field";
import { Menu } from "@/kit/Menu";
import { fileSize } from "@/kit/size";
import { assisted } from "@/text/assisted";
import { useLang, useText } from "@/text/context";
import styles from "./Assisted.module.css";

/**
 * The hand-made route: what to paste, in the order in which the network's page asks for it. Small enough for a bar that
 * stays above the browser.
 */
export function Assisted({ publication, onDone }: { publication: string; onDone: () => void }) {
  const t = useText(assisted);
  const { data, error } = useAssisted(publication);
  const open = useOpenPage();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  if (error)
    return (
      <EmptyState sentence={errorOf(error).message} action={<Button onPress={onDone}>{t.back}</Button>} />
    );
  if (!data) return null;
  if (data.publication.status === "published")
    return <EmptyState sentence={t.gone} action={<Button onPress={onDone}>{t.back}</Button>} />;
  const tick = (name: string) => setTicked((before) => new Set(before).add(name));
  return (
    <div className={styles.bar}>
      <header className={styles.head}>
        <Glyph network={data.publication.network} size={17} />
        <div>
          <h1>{t.title(data.network_name)}</h1>
          <p>{data.prefilled ? t.prefilled : t.lead}</p>
        </div>
        <Button look="primary" icon={ExternalLink} onPress={() => open.mutate(publication)}>
          {t.openPage(data.network_name)}
        </Button>
      </header>
      <ol className={styles.steps}>
        {data.fields.map((field) => (
          <li key={field.field}>
            {field.field === "media" ? (
              <Files
                publication={publication}
                files={data.files}
                pending={data.pending}
                label={field.label}
              />
            ) : (
              <CopyField field={field} isDone={ticked.has(field.field)} onCopied={() => tick(field.field)} />
            )}
          </li>
        ))}
      </ol>
      <Ending publication={publication} onDone={onDone} />
    </div>
  );
}

function CopyField(props: { field: AssistedField; isDone: boolean; onCopied: () => void }) {
  const t = useText(assisted);
  const { field } = props;
  const copy = async () => {
    await navigator.clipboard.writeText(field.value);
    props.onCopied();
  };
  return (
    <div className={styles.step}>
      <div className={styles.words}>
        <span className={styles.label}>{field.label}</span>
        <p data-selectable>{field.value}</p>
      </div>
      <Button
        size="sm"
        icon={props.isDone ? Check : Copy}
        aria-label={props.isDone ? `${field.label}, ${t.copied}` : t.copy(field.label)}
        onPress={() => void copy()}
      >
        {props.isDone ? t.copied : field.label}
      </Button>
    </div>
  );
}

function Files(props: {
  publication: string;
  files: readonly AssistedFile[];
  pending: number;
  label: string;
}) {
  const t = useText(assisted);
  const lang = useLang();
  const reveal = useRevealFiles();
  return (
    <div className={styles.step}>
      <div className={styles.words}>
        <span className={styles.label}>{props.label}</span>
        {props.pending > 0 && <p role="status">{t.pending(props.pending)}</p>}
        <ul className={styles.files}>
          {props.files.map((file) => (
            <li key={file.rendition_id}>
              {file.mime.startsWith("image/") && (
                <img src={mediaUrl("rendition", file.rendition_id)} alt={file.alt} />
              )}
              <span className="num">{`${file.name}, ${fileSize(lang, file.bytes)}`}</span>
            </li>
          ))}
        </ul>
      </div>
      <Button
        size="sm"
        icon={FolderOpen}
        isDisabled={props.files.length === 0}
        onPress={() => reveal.mutate(props.publication)}
      >
        {t.showFiles}
      </Button>
    </div>
  );
}

function Ending({ publication, onDone }: { publication: string; onDone: () => void }) {
  const t = useText(assisted);
  const confirm = useConfirmOnline();
  const snooze = useSnooze();
  const [url, setUrl] = useState("");
  const later = (minutes: number) => snooze.mutate({ id: publication, minutes }, { onSuccess: onDone });
  return (
    <footer className={styles.end}>
      <Field
        label={t.address}
        type="url"
        value={url}
        onChange={setUrl}
        hint={t.addressHelp}
        error={confirm.error ? errorOf(confirm.error).message : null}
      />
      <div className={styles.endActions}>
        <Menu
          label={t.snooze}
          placement="top start"
          trigger={<Button icon={AlarmClock}>{t.snooze}</Button>}
          groups={[
            {
              id: "later",
              items: [
                { id: "15", label: t.inMinutes(15), onAction: () => later(15) },
                { id: "30", label: t.inMinutes(30), onAction: () => later(30) },
                { id: "60", label: t.inHour, onAction: () => later(60) },
              ],
            },
          ]}
        />
        <Button
          look="primary"
          icon={Check}
          isDisabled={confirm.isPending}
          onPress={() => confirm.mutate({ id: publication, url: url.trim() }, { onSuccess: onDone })}
        >
          {t.online}
        </Button>
      </div>
    </footer>
  );
}
