import { AlarmClock, Check } from "lucide-react";
import { useRef, useState } from "react";
import { useConfirmOnline, useSnooze } from "@/features/assisted/useAssisted";
import { type AssistedRef, errorOf } from "@/ipc";
import { Button } from "@/kit/Button";
import { Field } from "@/kit/Field";
import { Menu } from "@/kit/Menu";
import { useFoot } from "@/kit/useFoot";
import { assisted } from "@/text/assisted";
import { useText } from "@/text/context";
import styles from "./Assisted.module.css";

/** "It is online", with its address for the receipt; or later. Always in sight. */
export function Ending(props: { of: AssistedRef; onDone: () => void; onOnline: () => void }) {
  const t = useText(assisted);
  const confirm = useConfirmOnline(props.of);
  const snooze = useSnooze(props.of);
  const bar = useRef<HTMLElement>(null);
  useFoot(bar);
  const [url, setUrl] = useState("");
  const later = (minutes: number) => snooze.mutate(minutes, { onSuccess: props.onDone });
  const online = () =>
    confirm.mutate(url.trim(), {
      onSuccess: () => {
        props.onOnline();
        props.onDone();
      },
    });
  return (
    <footer ref={bar} className={styles.end} data-region>
      <Field
        label={t.address}
        type="url"
        value={url}
        onChange={setUrl}
        onSubmit={online}
        hint={t.addressHelp}
        error={confirm.error ? errorOf(confirm.error).message : null}
      />
      <div className={styles.endActions}>
        <Menu
          label={t.snooze}
          placement="top start"
          trigger={
            <Button icon={AlarmClock} isDisabled={snooze.isPending}>
              {t.snooze}
            </Button>
          }
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
        <Button look="primary" icon={Check} isDisabled={confirm.isPending} onPress={online}>
          {t.online}
        </Button>
      </div>
    </footer>
  );
}
