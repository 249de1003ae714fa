import { Check, FolderOpen } from "lucide-react";
import { ToggleButton } from "react-aria-components";
import { useRevealFiles } from "@/features/assisted/useAssisted";
import type { useTicks } from "@/features/assisted/useTicks";
import { useDragOut } from "@/features/media/useDragOut";
import { type AssistedFile, type AssistedRef, mediaUrl, type Assisted as Sheet } from "@/ipc";
import { Button } from "@/kit/Button";
import { fileSize } from "@/kit/size";
import { assisted } from "@/text/assisted";
import { useLang, useText } from "@/text/context";
import styles from "./Assisted.module.css";

/** The files of the post: what is ready, what is being made, what can't be, each with its tick. */
export function Files(props: {
  of: AssistedRef;
  sheet: Sheet;
  label: string;
  steps: readonly string[];
  ticks: ReturnType<typeof useTicks>;
}) {
  const t = useText(assisted);
  const { of, sheet, ticks } = props;
  const reveal = useRevealFiles(of);
  return (
    <div className={styles.media}>
      <div className={styles.mediaHead}>
        <span className={styles.label}>{props.label}</span>
        <Button
          size="sm"
          icon={FolderOpen}
          isDisabled={reveal.isPending || sheet.files.length === 0}
          onPress={() => reveal.mutate()}
        >
          {t.showFiles}
        </Button>
      </div>
      {sheet.pending > 0 && <p role="status">{t.pending(sheet.pending)}</p>}
      {sheet.failures.map((failure) => (
        <p key={failure.message} role="status" className={styles.trouble}>
          {`${failure.message} ${failure.fix}`}
        </p>
      ))}
      <ul className={styles.files}>
        {sheet.files.map((file, index) => {
          const step = props.steps[index] ?? "";
          return (
            <FileLine
              key={step}
              file={file}
              workspace={of.workspace_id}
              isDone={ticks.has(step)}
              onTick={(on) => ticks.set(step, on)}
            />
          );
        })}
      </ul>
    </div>
  );
}

function FileLine(props: {
  file: AssistedFile;
  workspace: string;
  isDone: boolean;
  onTick: (on: boolean) => void;
}) {
  const t = useText(assisted);
  const lang = useLang();
  const { file } = props;
  const drag = useDragOut(props.workspace, file.rendition_id);
  return (
    <li className={styles.file} {...drag} {...(drag.draggable ? { title: t.dragOut } : {})}>
      {file.mime.startsWith("image/") && (
        <img src={mediaUrl("rendition", file.rendition_id, props.workspace)} alt={file.alt} />
      )}
      <span className={styles.fileName}>
        {file.name}
        <span className="num">{fileSize(lang, file.bytes)}</span>
        {file.captions && (
          <Captions name={file.captions} rendition={file.rendition_id} workspace={props.workspace} />
        )}
      </span>
      <ToggleButton
        className={styles.tick ?? ""}
        aria-label={t.placed(file.name)}
        isSelected={props.isDone}
        onChange={props.onTick}
      >
        <Check size={14} strokeWidth={2.4} aria-hidden />
      </ToggleButton>
    </li>
  );
}

/** A film's file of captions. */
function Captions(props: { name: string; rendition: string; workspace: string }) {
  const t = useText(assisted);
  const drag = useDragOut(props.workspace, props.rendition, "captions");
  return (
    <span className={styles.captions} {...drag} {...(drag.draggable ? { title: t.dragOut } : {})}>
      {props.name}
    </span>
  );
}
