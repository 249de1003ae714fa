import { FolderOpen, ImagePlus, Images } from "lucide-react";
import { useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { Arriving } from "@/features/media/Arriving";
import { MediaTile } from "@/features/media/MediaTile";
import { useAssets } from "@/features/media/useAssets";
import { useImport, useSayImported } from "@/features/media/useImport";
import { mediaOf, type Voice, variantOf } from "@/features/post/body";
import { useDraft, useDraftState } from "@/features/post/DraftContext";
import { adaptMedia, followCommonMedia, moveMedium, setMedia } from "@/features/post/edits";
import { pickFiles } from "@/ipc";
import { Button } from "@/kit/Button";
import { STROKE } from "@/kit/icon";
import { Menu } from "@/kit/Menu";
import { ProblemLine } from "@/kit/ProblemLine";
import { toast } from "@/kit/toasts";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import { useActive, useFailures, usePrepareAgain, useStopped } from "../usePrepare";
import { useVoiceName } from "../voice";
import { LibraryPicker } from "./LibraryPicker";
import styles from "./MediaTray.module.css";
import { moved, useReorder } from "./useReorder";

/** The media of the post, in order. A network may have its own. */
export function MediaTray(props: {
  voice: Voice;
  onAdd: (assets: readonly string[]) => void;
  onOpen: (asset: string) => void;
}) {
  const t = useText(compose);
  const { voice } = props;
  const draft = useDraft();
  const media = useDraftState(({ shown }) => mediaOf(shown, voice));
  const assets = useAssets(media.map((medium) => medium.asset));
  const follows = useDraftState(
    ({ shown }) => voice !== "common" && (variantOf(shown, voice)?.media ?? null) === null,
  );
  const { grid, drag, handlers, wasDrag } = useReorder((from, to) => draft.edit(moveMedium(voice, from, to)));
  const row = moved(media, drag);
  const stopped = useStopped();
  const active = useActive();
  const again = usePrepareAgain();
  const remove = (index: number) => {
    const edit = draft.edit((now) =>
      setMedia(
        voice,
        mediaOf(now, voice).filter((_, each) => each !== index),
      )(now),
    );
    toast(t.mediumRemoved, { action: { label: t.undo, shortcut: "Ctrl Z", run: () => draft.back(edit) } });
  };
  return (
    <section aria-label={t.media}>
      {voice !== "common" && <VoiceMedia voice={voice} follows={follows} />}
      <div className={styles.grid} ref={grid}>
        {row.map((medium, index) => (
          <div key={medium.asset} {...(follows ? {} : handlers(index, media.length))}>
            <MediaTile
              asset={assets.get(medium.asset)}
              id={medium.asset}
              index={index}
              missingAlt={medium.alt === ""}
              dragged={drag?.to === index}
              isStopped={stopped.includes(medium.asset)}
              jobs={active.filter((job) => job.asset_id === medium.asset).map((job) => job.job_id)}
              onPrepare={() => again.mutate()}
              onOpen={() => wasDrag() || props.onOpen(medium.asset)}
              {...(follows
                ? {}
                : {
                    onRemove: () => remove(index),
                    onKeyDown: ({ key, altKey }) => {
                      if (!altKey || (key !== "ArrowLeft" && key !== "ArrowRight")) return;
                      draft.edit(moveMedium(voice, index, index + (key === "ArrowLeft" ? -1 : 1)));
                    },
                  })}
            />
          </div>
        ))}
        {!follows && <AddTile onAdd={props.onAdd} />}
      </div>
      <Arriving className={styles.arriving} />
      <Failures />
    </section>
  );
}

/** What can't be made of the media, with the way out. */
function Failures() {
  const failures = useFailures();
  if (failures.length === 0) return null;
  return (
    <div className={styles.failures} role="status">
      {failures.map((failure) => (
        <ProblemLine
          key={failure.message}
          warning
          words={[failure.message, failure.fix].filter(Boolean).join(" ")}
        />
      ))}
    </div>
  );
}

function VoiceMedia({ voice, follows }: { voice: Exclude<Voice, "common">; follows: boolean }) {
  const t = useText(compose);
  const draft = useDraft();
  const nameOf = useVoiceName();
  const variant = useDraftState(({ shown }) => variantOf(shown, voice));
  return (
    <div className={styles.head}>
      <p>{follows ? t.mediaCommon : t.mediaFor(variant ? nameOf(variant.scope) : "")}</p>
      <Button size="sm" onPress={() => draft.edit(follows ? adaptMedia(voice) : followCommonMedia(voice))}>
        {follows ? t.adaptMedia : t.followMedia}
      </Button>
    </div>
  );
}

function AddTile({ onAdd }: { onAdd: (assets: readonly string[]) => void }) {
  const t = useText(compose);
  const importFiles = useImport();
  const say = useSayImported();
  const [picking, setPicking] = useState(false);
  const choose = async () => {
    const paths = await pickFiles(t.pickFiles);
    if (paths.length === 0) return;
    const imported = await importFiles.mutateAsync(paths);
    say(imported);
    if (imported.elsewhere === null) onAdd(imported.assets.map((asset) => asset.id));
  };
  return (
    <>
      <Menu
        label={t.addMedia}
        trigger={
          <AriaButton className={styles.add ?? ""}>
            <ImagePlus size={19} strokeWidth={STROKE} aria-hidden />
            {t.addMedia}
          </AriaButton>
        }
        groups={[
          {
            id: "from",
            items: [
              {
                id: "files",
                label: t.pickFiles,
                icon: FolderOpen,
                onAction: () => void choose().catch(() => undefined),
              },
              { id: "library", label: t.library, icon: Images, onAction: () => setPicking(true) },
            ],
          },
        ]}
      />
      {picking && <LibraryPicker onPick={onAdd} onClose={() => setPicking(false)} />}
    </>
  );
}
