import { AtSign, Hash } from "lucide-react";
import { lazy, Suspense, useRef } from "react";
import { textOf, type Voice } from "@/features/post/body";
import { useDraft, useDraftState } from "@/features/post/DraftContext";
import { setText } from "@/features/post/edits";
import { useStudio } from "@/features/studio/useStudio";
import type { Check } from "@/ipc";
import { IconButton } from "@/kit/IconButton";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import { EmojiButton } from "./EmojiButton";
import type { TextEditorHandle } from "./editor/TextEditor";
import editorStyles from "./editor/TextEditor.module.css";
import { OwnLine } from "./OwnLine";
import { Voices } from "./Voices";
import styles from "./Writing.module.css";

// Why lazy: the editor is the largest part of Compose; the screen draws before it is there.
const TextEditor = lazy(() =>
  import("./editor/TextEditor").then((module) => ({ default: module.TextEditor })),
);

/** One text for all; a network or an account gets its own by exception. */
export function Writing({ voice, onVoice }: { voice: Voice; onVoice: (voice: Voice) => void }) {
  const t = useText(compose);
  const editor = useRef<TextEditorHandle>(null);
  return (
    <Voices voice={voice} onVoice={onVoice}>
      <OwnLine voice={voice} onVoice={onVoice} />
      <Editing voice={voice} handle={editor} />
      <div className={styles.tools} role="toolbar" aria-label={t.text}>
        <EmojiButton onPick={(emoji) => editor.current?.insert(emoji)} />
        <IconButton label={t.hashtag} icon={Hash} onPress={() => editor.current?.insert("#")} />
        <IconButton label={t.mention} icon={AtSign} onPress={() => editor.current?.insert("@")} />
      </div>
    </Voices>
  );
}

/** Reads the text at once, not a moment later as the rest does; hence a component of its own. */
function Editing({ voice, handle }: { voice: Voice; handle: React.Ref<TextEditorHandle> }) {
  const t = useText(compose);
  const draft = useDraft();
  const { workspace } = useStudio();
  const value = useDraftState((state) => textOf(state.draft, voice));
  const over = useDraftState(({ checks }) => overOf(checks, voice));
  return (
    <Suspense fallback={<Waiting text={value} />}>
      <TextEditor
        key={voice}
        label={t.text}
        placeholder={t.placeholder}
        lang={workspace.lang}
        value={value}
        over={over}
        onType={(text) => draft.type(setText(voice, text))}
        handle={handle}
      />
    </Suspense>
  );
}

/** The text as it will stand, until the editor is there. */
function Waiting({ text }: { text: string }) {
  const lines = text.split("\n").map((line, at) => ({ line, key: `${at} ${line}` }));
  return (
    <div className={editorStyles.editor}>
      {lines.map(({ line, key }) => (
        <p key={key}>{line || <br />}</p>
      ))}
    </div>
  );
}

/** What the network of this voice would cut. The common text shows none: each network cuts elsewhere. */
function overOf(checks: readonly Check[], voice: Voice): { start: number; end: number } | null {
  if (voice === "common") return null;
  const check = checks.find(
    (each) => voice === `network:${each.network}` || voice === `account:${each.account}`,
  );
  return check?.problems.find((problem) => problem.code === "text.too_long" && problem.range)?.range ?? null;
}
