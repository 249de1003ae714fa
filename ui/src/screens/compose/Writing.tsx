import { AtSign, Hash, Plus, Smile } from "lucide-react";
import { lazy, type ReactNode, Suspense, useRef, useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { useAccounts } from "@/features/account/useAccounts";
import { Glyph } from "@/features/network/Glyph";
import { networkName, useNetworks } from "@/features/network/useNetworks";
import { textOf, type Voice, variantOf, voiceOf } from "@/features/post/body";
import { useDraft, useDraftState } from "@/features/post/DraftContext";
import { adapt, followCommon, setText } from "@/features/post/edits";
import { useStudio } from "@/features/studio/useStudio";
import type { Check, NetworkId, VariantScope } from "@/ipc";
import { Button } from "@/kit/Button";
import { IconButton } from "@/kit/IconButton";
import { Menu } from "@/kit/Menu";
import { Popover } from "@/kit/Popover";
import { Tabs } from "@/kit/Tabs";
import { toast } from "@/kit/toasts";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import type { TextEditorHandle } from "./editor/TextEditor";
import editorStyles from "./editor/TextEditor.module.css";
import styles from "./Writing.module.css";

// Why lazy: the editor is the largest part of Compose; the screen draws before it is there.
const TextEditor = lazy(() =>
  import("./editor/TextEditor").then((module) => ({ default: module.TextEditor })),
);

const EMOJI = [
  ..."😀😄😅😂🙂😉😍🥰😎🤩🤔🙌👏👍👋🙏💪✨⭐🌟🔥🎉🎊🎁❤️🧡💛💚💙💜🤍🖤☀️🌤🌧❄️🌱🌿🌸🌻🍂🍋🍓☕🍵🥐🍽🎨🖌📷🎬🎵📣📅⏰📍🚀💡✅➡️🔗🛍",
].filter((each) => each !== "\ufe0f");

/** Whom each open text is for, in words. */
export function useVoiceName(): (scope: VariantScope) => string {
  const networks = useNetworks();
  const accounts = useAccounts();
  return (scope) =>
    scope.kind === "network"
      ? networkName(networks, scope.network)
      : (accounts.find((account) => account.id === scope.account)?.handle ?? "");
}

export function useVoiceNetwork(): (scope: VariantScope) => NetworkId | null {
  const accounts = useAccounts();
  return (scope) =>
    scope.kind === "network"
      ? scope.network
      : (accounts.find((account) => account.id === scope.account)?.network ?? null);
}

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

function Voices({
  voice,
  onVoice,
  children,
}: {
  voice: Voice;
  onVoice: (voice: Voice) => void;
  children: ReactNode;
}) {
  const t = useText(compose);
  const variants = useDraftState(({ shown }) => shown.variants);
  const nameOf = useVoiceName();
  const networkOf = useVoiceNetwork();
  return (
    <Tabs<Voice>
      label={t.voices}
      value={voice}
      onChange={onVoice}
      end={<AdaptMenu onVoice={onVoice} />}
      tabs={[
        { value: "common", label: t.common },
        ...variants.map((variant) => {
          const network = networkOf(variant.scope);
          return {
            value: voiceOf(variant.scope),
            label: variant.scope.kind === "account" ? nameOf(variant.scope) : t.adapted,
            name: `${nameOf(variant.scope)}, ${t.adapted}`,
            glyph: network && <Glyph network={network} size={12} />,
          };
        }),
      ]}
    >
      {children}
    </Tabs>
  );
}

function AdaptMenu({ onVoice }: { onVoice: (voice: Voice) => void }) {
  const t = useText(compose);
  const draft = useDraft();
  const networks = useNetworks();
  const accounts = useAccounts();
  const targets = useDraftState(({ shown }) => shown.targets);
  const variants = useDraftState(({ shown }) => shown.variants);
  const taken = new Set(variants.map((variant) => voiceOf(variant.scope)));
  const start = (voice: Exclude<Voice, "common">) => {
    draft.edit(adapt(voice));
    onVoice(voice);
  };
  const chosen = [...new Set(targets.map((target) => target.network))];
  const byNetwork = chosen.filter((network) => !taken.has(`network:${network}`));
  // Why: an account of its own is only worth a text where two of one network are chosen.
  const byAccount = targets.filter(
    (target) =>
      target.account &&
      !taken.has(`account:${target.account}`) &&
      targets.filter((each) => each.network === target.network && each.account).length > 1,
  );
  if (byNetwork.length + byAccount.length === 0) return null;
  return (
    <Menu
      label={t.adapt}
      placement="bottom end"
      trigger={
        <Button className={styles.adapt ?? ""} look="ghost" size="sm" icon={Plus}>
          {t.adapt}
        </Button>
      }
      groups={[
        {
          id: "networks",
          items: byNetwork.map((network) => ({
            id: network,
            label: t.adaptFor(networkName(networks, network)),
            glyph: <Glyph network={network} size={14} />,
            onAction: () => start(`network:${network}`),
          })),
        },
        {
          id: "accounts",
          items: byAccount.flatMap((target) => {
            const account = accounts.find((each) => each.id === target.account);
            return account
              ? [
                  {
                    id: account.id,
                    label: t.adaptFor(account.handle),
                    glyph: <Glyph network={account.network} size={14} />,
                    onAction: () => start(`account:${account.id}`),
                  },
                ]
              : [];
          }),
        },
      ]}
    />
  );
}

/** Above a text that is for one only: whom it is for, and the way back. */
function OwnLine({ voice, onVoice }: { voice: Voice; onVoice: (voice: Voice) => void }) {
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

function EmojiButton({ onPick }: { onPick: (emoji: string) => void }) {
  const t = useText(compose);
  const [open, setOpen] = useState(false);
  return (
    <Popover
      label={t.emoji}
      isOpen={open}
      onOpenChange={setOpen}
      trigger={<IconButton label={t.emoji} icon={Smile} />}
    >
      <div className={styles.emoji}>
        {EMOJI.map((emoji) => (
          <AriaButton
            key={emoji}
            onPress={() => {
              setOpen(false);
              onPick(emoji);
            }}
          >
            {emoji}
          </AriaButton>
        ))}
      </div>
    </Popover>
  );
}
