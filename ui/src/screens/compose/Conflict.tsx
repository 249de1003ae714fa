import { tellFailure } from "@/app/queryClient";
import { useDraft, useDraftState } from "@/features/post/DraftContext";
import { Button } from "@/kit/Button";
import { toast } from "@/kit/toasts";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import styles from "./Compose.module.css";

/** The disk refused, or another writer was first: said at the place, with what to do. */
export function Conflict() {
  const t = useText(compose);
  const draft = useDraft();
  const save = useDraftState((state) => state.save);
  if (save.kind === "failed") {
    return (
      <div role="alert" className={styles.conflict}>
        <p>{[save.error.message, save.error.fix].filter(Boolean).join(" ")}</p>
      </div>
    );
  }
  if (save.kind !== "conflict") return null;
  const takeTheirs = async () => {
    const edit = await draft.settle("theirs");
    if (edit === null) return;
    toast(t.tookTheirs, { action: { label: t.undo, shortcut: "Ctrl Z", run: () => draft.back(edit) } });
  };
  return (
    <div role="alert" className={styles.conflict}>
      <p>{t.conflict}</p>
      <Button size="sm" onPress={() => draft.settle("mine").catch(tellFailure)}>
        {t.keepMine}
      </Button>
      <Button size="sm" onPress={() => takeTheirs().catch(tellFailure)}>
        {t.takeTheirs}
      </Button>
    </div>
  );
}
