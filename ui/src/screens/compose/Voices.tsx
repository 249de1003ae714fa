import { Plus } from "lucide-react";
import type { ReactNode } from "react";
import { useAccounts } from "@/features/account/useAccounts";
import { Glyph } from "@/features/network/Glyph";
import { networkName, useNetworks } from "@/features/network/useNetworks";
import { type Voice, voiceOf } from "@/features/post/body";
import { useDraft, useDraftState } from "@/features/post/DraftContext";
import { adapt } from "@/features/post/edits";
import { Button } from "@/kit/Button";
import { Menu } from "@/kit/Menu";
import { Tabs } from "@/kit/Tabs";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import { useVoiceName, useVoiceNetwork } from "./voice";
import styles from "./Writing.module.css";

/** The common text and those of their own as tabs, and the way to another one. */
export function Voices({
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
