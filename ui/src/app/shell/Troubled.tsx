import { CircleAlert } from "lucide-react";
import { useState } from "react";
import { Button } from "react-aria-components";
import { useBackups, useRestoreBackup } from "@/features/studio/useBackups";
import { useStudio } from "@/features/studio/useStudio";
import { type Backup, errorOf, type WorkspaceTrouble } from "@/ipc";
import { Button as KitButton } from "@/kit/Button";
import { Dialog } from "@/kit/Dialog";
import { STROKE } from "@/kit/icon";
import { fileSize } from "@/kit/size";
import { toast } from "@/kit/toasts";
import { useLang, useText } from "@/text/context";
import { shell } from "@/text/shell";
import styles from "./Shell.module.css";

/** Clients whose data can't be opened or are damaged: nothing goes out of them before somebody sees to it. */
export function Troubled() {
  const t = useText(shell);
  const { troubled } = useStudio();
  const [chosen, setChosen] = useState<WorkspaceTrouble | null>(null);
  const words = ({ name, error }: WorkspaceTrouble) =>
    (error.code === "storage.damaged" ? t.damagedClient : t.closedClient)(name || t.unnamedClient);
  return (
    <>
      {troubled.map((one) => (
        <Button
          key={one.id}
          className={styles.sync ?? ""}
          data-tone="warn"
          aria-label={words(one)}
          onPress={() => setChosen(one)}
        >
          <CircleAlert size={13} strokeWidth={STROKE} aria-hidden />
          <span className={styles.syncWords}>{words(one)}</span>
        </Button>
      ))}
      {chosen && <TroubleDialog trouble={chosen} onClose={() => setChosen(null)} />}
    </>
  );
}

function TroubleDialog({ trouble, onClose }: { trouble: WorkspaceTrouble; onClose: () => void }) {
  const t = useText(shell);
  const { name, error } = trouble;
  return (
    <Dialog
      title={name || t.unnamedClient}
      closeLabel={t.close}
      isOpen
      onClose={onClose}
      footer={
        <KitButton look="ghost" onPress={onClose}>
          {t.cancel}
        </KitButton>
      }
    >
      <p>{error.message}</p>
      {error.code === "storage.damaged" ? <Restore id={trouble.id} onDone={onClose} /> : <p>{error.fix}</p>}
    </Dialog>
  );
}

function Restore({ id, onDone }: { id: string; onDone: () => void }) {
  const t = useText(shell);
  const { backups, isPending } = useBackups(id);
  const restore = useRestoreBackup();
  const choose = (backup: Backup) =>
    restore.mutate(
      { workspace_id: id, backup: backup.name },
      {
        onSuccess: (done) => {
          toast(done.message);
          onDone();
        },
      },
    );
  return (
    <>
      <p>{t.restoreHelp}</p>
      {restore.error && (
        <p role="alert" className={styles.restoreFailed}>
          {[errorOf(restore.error).message, errorOf(restore.error).fix].join(" ")}
        </p>
      )}
      {backups.length === 0 && !isPending && <p>{t.noBackup}</p>}
      <ul className={styles.backups} aria-label={t.backups}>
        {backups.map((backup) => (
          <BackupLine
            key={backup.name}
            backup={backup}
            isDisabled={restore.isPending}
            onRestore={() => choose(backup)}
          />
        ))}
      </ul>
    </>
  );
}

function BackupLine(props: { backup: Backup; isDisabled: boolean; onRestore: () => void }) {
  const t = useText(shell);
  const lang = useLang();
  const { when, bytes, holds, trouble } = props.backup;
  return (
    <li className={styles.backup}>
      <span className={styles.backupWords}>
        <strong>{when}</strong>
        <span>
          {holds ? t.holds(holds.posts, holds.publications, fileSize(lang, bytes)) : trouble?.message}
        </span>
      </span>
      {holds && (
        <KitButton
          size="sm"
          isDisabled={props.isDisabled}
          aria-label={t.restoreOf(when)}
          onPress={props.onRestore}
        >
          {t.restore}
        </KitButton>
      )}
    </li>
  );
}
