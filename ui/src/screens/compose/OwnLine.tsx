import { type Voice, variantOf } from "@/features/post/body";
import { useDraft, useDraftState } from "@/features/post/DraftContext";
import { followCommon } from "@/features/post/edits";
import { Button } from "@/kit/Button";
import { toast } from "@/kit/toasts";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import { useVoiceName } from "./voice";
import styles from "./Writing.module.css";

/** Above a text that is for one only: whom it is for, and the way back. */
export function OwnLine({ voice, onVoice }: { voice: Voice; onVoice: (voice: Voice) => void }) {
  const t = useText(compose);
  const draft = useDraft();
  const nameOf = useVoiceName();
  const variant = useDraftState(({ shown }) => variantOf(shown, voice));
  if (voice === "common" || !variant) return null;
  const name = nameOf(variant.scope);
  const back = () => {
    const edit = draft.edit(followCommon(voice));
    onVoice("common");
    toast(t.followedCommon(name), {
      action: { label: t.undo, shortcut: "Ctrl Z", run: () => draft.back(edit) },
    });
  };
  return (
    <div className={styles.own}>
      <p>{t.adaptedFor(name)}</p>
      <Button size="sm" onPress={back}>
        {t.followCommon}
      </Button>
    </div>
  );
}
