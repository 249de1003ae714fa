import { Check, Copy } from "lucide-react";
import { useRef, useState } from "react";
import { type AssistedField, copyText } from "@/ipc";
import { Button } from "@/kit/Button";
import { assisted } from "@/text/assisted";
import { useText } from "@/text/context";
import styles from "./Assisted.module.css";

/** One field: its words, and the button that copies them and ticks. */
export function CopyField(props: { field: AssistedField; isDone: boolean; onCopied: () => void }) {
  const t = useText(assisted);
  const { field } = props;
  const words = useRef<HTMLParagraphElement>(null);
  const [failed, setFailed] = useState(false);
  const copy = () =>
    copyText(field.value).then(
      () => {
        setFailed(false);
        props.onCopied();
      },
      () => {
        setFailed(true);
        select(words.current);
      },
    );
  return (
    <div className={styles.step}>
      <div className={styles.words}>
        <span className={styles.label}>{field.label}</span>
        <p ref={words} data-selectable>
          {field.value}
        </p>
        {failed && (
          <p role="alert" className={styles.trouble}>
            {t.notCopied}
          </p>
        )}
      </div>
      <Button
        size="sm"
        icon={props.isDone ? Check : Copy}
        aria-label={props.isDone ? t.copiedField(field.label) : t.copy(field.label)}
        onPress={() => void copy()}
      >
        {props.isDone ? t.copied : t.copyIt}
      </Button>
    </div>
  );
}

/** Selects the words, so that the person's own Ctrl+C takes them. */
function select(words: HTMLElement | null): void {
  const selection = words && getSelection();
  if (!selection) return;
  selection.removeAllRanges();
  const range = document.createRange();
  range.selectNodeContents(words);
  selection.addRange(range);
}
