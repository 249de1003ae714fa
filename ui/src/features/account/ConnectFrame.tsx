import type { ReactNode } from "react";
import { errorOf } from "@/ipc";
import { Button } from "@/kit/Button";
import { Dialog } from "@/kit/Dialog";
import { connections } from "@/text/connections";
import { useText } from "@/text/context";
import styles from "./Connect.module.css";

/** What every way of adding an account looks like: its fields, what went wrong, one result, maybe another way. */
export function ConnectFrame(props: {
  title: string;
  onClose: () => void;
  action: { label: string; ready: boolean; go: () => void };
  instead?: { label: string; go: () => void } | undefined;
  error: unknown;
  children: ReactNode;
}) {
  const t = useText(connections);
  const { action, instead } = props;
  const failure = props.error ? errorOf(props.error) : null;
  return (
    <Dialog
      title={props.title}
      closeLabel={t.close}
      isOpen
      onClose={props.onClose}
      footer={
        <>
          {instead && (
            <Button look="ghost" className={styles.instead ?? ""} onPress={instead.go}>
              {instead.label}
            </Button>
          )}
          <Button look="ghost" onPress={props.onClose}>
            {t.cancel}
          </Button>
          <Button look="primary" isDisabled={!action.ready} onPress={action.go}>
            {action.label}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        {props.children}
        {failure && (
          <p role="alert" className={styles.trouble}>
            {failure.message} {failure.fix}
          </p>
        )}
      </div>
    </Dialog>
  );
}
