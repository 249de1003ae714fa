import { Bell, Plus } from "lucide-react";
import { useState } from "react";
import { tellFailure } from "@/app/queryClient";
import { ByHandDialog } from "@/features/account/ByHandDialog";
import { useAccounts } from "@/features/account/useAccounts";
import { useAddAssisted } from "@/features/account/useConnect";
import { Glyph } from "@/features/network/Glyph";
import { manyServers, useNetworks } from "@/features/network/useNetworks";
import { useDraft, useDraftState } from "@/features/post/DraftContext";
import { giveAccount, toggleTarget } from "@/features/post/edits";
import { useStudio } from "@/features/studio/useStudio";
import type { Network, NetworkId } from "@/ipc";
import { IconButton } from "@/kit/IconButton";
import { Menu } from "@/kit/Menu";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import styles from "./Targets.module.css";

/** Networks without an account: their files get ready; by hand they can be planned too, with a reminder. */
export function AddNetwork() {
  const t = useText(compose);
  const draft = useDraft();
  const networks = useNetworks();
  const targets = useDraftState(({ shown }) => shown.targets);
  const [asking, setAsking] = useState<NetworkId | null>(null);
  const isBare = ({ id }: Network) =>
    targets.some((target) => target.network === id && target.account === null);
  const give = (network: NetworkId, account: string) => {
    // An account that the post goes to already needs the bare network no more.
    const known = targets.some((target) => target.account === account);
    draft.edit(known ? toggleTarget({ network, account: null }) : giveAccount(network, account));
  };
  const remind = useRemind(give, setAsking);
  return (
    <>
      <Menu
        label={t.addNetwork}
        trigger={<IconButton className={styles.add ?? ""} label={t.addNetwork} icon={Plus} />}
        groups={[
          {
            id: "remind",
            items: networks.filter(isBare).map((network) => ({
              id: `remind-${network.id}`,
              label: t.remindMe(network.name),
              icon: Bell,
              onAction: () => remind(network.id),
            })),
          },
          {
            id: "networks",
            heading: t.addNetworkHeading,
            items: networks
              .filter((network) => !isBare(network))
              .map((network) => ({
                id: network.id,
                label: network.name,
                glyph: <Glyph network={network.id} size={14} />,
                onAction: () => draft.edit(toggleTarget({ network: network.id, account: null })),
              })),
          },
        ]}
      />
      {asking && (
        <ByHandDialog
          network={asking}
          onClose={() => setAsking(null)}
          onAdded={(account) => give(asking, account.id)}
        />
      )}
    </>
  );
}

/**
 * Finds the account by hand of a network for its reminder: the one that is there, else one with the client's name; where
 * the name has to say its server, the person is asked.
 */
function useRemind(
  give: (network: NetworkId, account: string) => void,
  ask: (network: NetworkId) => void,
): (network: NetworkId) => void {
  const accounts = useAccounts();
  const networks = useNetworks();
  const { workspace } = useStudio();
  const { mutate: add } = useAddAssisted();
  return (network) => {
    const known = accounts.find((account) => account.network === network && account.route === "assisted");
    if (known) give(network, known.id);
    else if (manyServers(networks, network)) ask(network);
    else
      add(
        { network, name: workspace.name },
        { onSuccess: (account) => give(network, account.id), onError: tellFailure },
      );
  };
}
