import { useSearch } from "@tanstack/react-router";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { useLocalUndo } from "@/app/localUndo";
import { TitleBar } from "@/app/shell/TitleBar";
import { useDropTaker } from "@/app/useDropTaker";
import { type Voice, variantOf } from "@/features/post/body";
import { DraftProvider, useDraft, useDraftState } from "@/features/post/DraftContext";
import type { DraftStore } from "@/features/post/draftStore";
import { errorOf } from "@/ipc";
import { cx } from "@/kit/classes";
import { EmptyState } from "@/kit/EmptyState";
import { compose } from "@/text/compose";
import { useLang, useText } from "@/text/context";
import styles from "./Compose.module.css";
import { ComposeBar } from "./ComposeBar";
import { Conflict } from "./Conflict";
import { Meters } from "./Meters";
import { MediaDialog } from "./media/MediaDialog";
import { MediaTray } from "./media/MediaTray";
import { useAddMedia } from "./media/useAddMedia";
import { Options } from "./Options";
import { Problems } from "./Problems";
import { ScheduleBar } from "./schedule/ScheduleBar";
import { Stage } from "./stage/Stage";
import { Targets } from "./Targets";
import { useComposeShortcuts } from "./useComposeShortcuts";
import { useOpenPost } from "./useOpenPost";
import { usePrepare } from "./usePrepare";
import { Writing } from "./Writing";

/** Write once; every network gets its words, its media, its file. */
export function Compose() {
  const { post, medium } = useSearch({ from: "/shell/compose" });
  const { store, error } = useOpenPost(post);
  if (error)
    return <EmptyState sentence={[errorOf(error).message, errorOf(error).fix].filter(Boolean).join(" ")} />;
  if (!store) {
    return (
      <TitleBar>
        <span className={styles.loading} />
      </TitleBar>
    );
  }
  return (
    <DraftProvider store={store} key={store.getState().id}>
      <Desk medium={medium ?? null} />
    </DraftProvider>
  );
}

/** Verdicts are words: in another language they are asked for again. */
function useCheckInLanguage(draft: DraftStore): void {
  const lang = useLang();
  const said = useRef(lang);
  // The core writes the words.
  useEffect(() => {
    if (said.current !== lang) draft.check();
    said.current = lang;
  }, [draft, lang]);
}

function Desk({ medium }: { medium: string | null }) {
  const t = useText(compose);
  const [asked, setVoice] = useState<Voice>("common");
  // Why: a variant may be merged back while its tab is open.
  const exists = useDraftState(({ shown }) => asked === "common" || variantOf(shown, asked) !== undefined);
  const voice = exists ? asked : "common";
  const [openMedium, setOpenMedium] = useState(medium);
  const [focused, setFocused] = useState(false);
  const addMedia = useAddMedia(voice);
  useDropTaker({ action: t.dropVeil, take: addMedia });
  usePrepare();
  const draft = useDraft();
  useLocalUndo(draft);
  useCheckInLanguage(draft);
  // The previews come a frame after the writer: what is written needs none of them.
  const withStage = useDeferredValue(true, false);
  useComposeShortcuts({ toggleFocus: () => setFocused(!focused) });
  return (
    <>
      <ComposeBar focused={focused} />
      <div className={cx(styles.columns, focused && styles.alone)}>
        <section className={styles.writer} aria-label={t.text}>
          <div className={styles.paper}>
            <Targets />
            <Conflict />
            <Writing voice={voice} onVoice={setVoice} />
            <MediaTray voice={voice} onAdd={addMedia} onOpen={setOpenMedium} />
            <Problems voice={voice} onVoice={setVoice} onOpenMedium={setOpenMedium} onAddMedia={addMedia} />
            <Meters />
            <Options voice={voice} />
          </div>
          <ScheduleBar />
        </section>
        {!focused && withStage && <Stage />}
      </div>
      {openMedium && (
        <MediaDialog
          asset={openMedium}
          voice={voice}
          onOpen={setOpenMedium}
          onClose={() => setOpenMedium(null)}
        />
      )}
    </>
  );
}
