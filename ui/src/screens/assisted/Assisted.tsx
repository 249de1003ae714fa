import { ExternalLink } from "lucide-react";
import { useAssisted, useOpenPage } from "@/features/assisted/useAssisted";
import { stepOf, useTicks } from "@/features/assisted/useTicks";
import { Glyph } from "@/features/network/Glyph";
import { type AssistedField, type AssistedRef, errorOf, type Assisted as Sheet } from "@/ipc";
import { Button } from "@/kit/Button";
import { EmptyState } from "@/kit/EmptyState";
import { wall } from "@/kit/time";
import { assisted } from "@/text/assisted";
import { useLang, useText } from "@/text/context";
import styles from "./Assisted.module.css";
import { CopyField } from "./CopyField";
import { Ending } from "./Ending";
import { Files } from "./Files";

type Props = {
  of: AssistedRef;
  onDone: () => void;
  /** What leaving this place does. */
  leave: string;
};

/**
 * The hand-made route: what to paste, in the order in which the network's page asks for it. Small enough for a bar that
 * stays above the browser.
 */
export function Assisted({ of, onDone, leave }: Props) {
  const t = useText(assisted);
  const { data, error } = useAssisted(of);
  const over = <Button onPress={onDone}>{leave}</Button>;
  if (!data) return error ? <EmptyState sentence={errorOf(error).message} action={over} /> : null;
  const { state } = data.publication;
  if (state === "published") return <EmptyState sentence={t.gone} action={over} />;
  if (state === "cancelled") return <EmptyState sentence={t.calledOff} action={over} />;
  return <Steps of={of} sheet={data} onDone={onDone} />;
}

function Steps({ of, sheet, onDone }: { of: AssistedRef; sheet: Sheet; onDone: () => void }) {
  const t = useText(assisted);
  const ticks = useTicks(of.publication_id);
  const open = useOpenPage(of);
  const names = sheet.fields.flatMap((field) =>
    field.field === "media" ? fileSteps(sheet) : [nameOf(field)],
  );
  const openPage = () =>
    open.mutate(undefined, {
      // The page arrives with the text in it, of a thread the first one: that step is done.
      onSuccess: () => {
        const first = sheet.fields.find((field) => field.field === "text");
        if (sheet.prefilled && first) ticks.set(nameOf(first), true);
      },
    });
  return (
    <div className={styles.bar}>
      <header className={styles.head} data-region>
        <Glyph network={sheet.publication.network} size={17} />
        <div className={styles.title}>
          <h1>{t.title(sheet.network_name)}</h1>
        </div>
        <Button
          look="primary"
          icon={ExternalLink}
          isDisabled={sheet.compose_url === "" || open.isPending}
          onPress={openPage}
        >
          {t.openPage(sheet.network_name)}
        </Button>
        <p className={styles.of}>{`${sheet.client}, ${sheet.publication.handle}`}</p>
        <p className={styles.lead}>
          {sheet.compose_url === "" ? t.noPage : sheet.prefilled ? t.prefilled : t.lead}
          <span className="num">{t.progress(names.filter(ticks.has).length, names.length)}</span>
        </p>
      </header>
      <ol className={styles.steps} data-region>
        {sheet.fields.map((field) => (
          <li key={`${field.field} ${field.label}`}>
            {field.field === "media" ? (
              <Files of={of} sheet={sheet} label={field.label} steps={fileSteps(sheet)} ticks={ticks} />
            ) : (
              <CopyField
                field={field}
                isDone={ticks.has(nameOf(field))}
                onCopied={() => ticks.set(nameOf(field), true)}
              />
            )}
          </li>
        ))}
      </ol>
      {sheet.publication.state === "waiting_for_person" ? (
        <Ending of={of} onDone={onDone} onOnline={ticks.forget} />
      ) : (
        <Coming sheet={sheet} />
      )}
    </div>
  );
}

/** Before its time there is nothing to confirm and nothing to put off. */
function Coming({ sheet }: { sheet: Sheet }) {
  const t = useText(assisted);
  const lang = useLang();
  const { state, state_label, due } = sheet.publication;
  return (
    <footer className={styles.end} data-region>
      <p>{state === "planned" ? t.coming(wall(lang, due.local, "short")) : state_label}</p>
    </footer>
  );
}

function nameOf(field: AssistedField): string {
  return stepOf(`${field.field} ${field.medium ?? ""}`, field.value);
}

function fileSteps(sheet: Sheet): string[] {
  return sheet.files.map((file, index) => stepOf(`file ${index}`, file.rendition_id));
}
