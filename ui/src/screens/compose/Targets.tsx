import { Bell, Plus } from "lucide-react";
import { useState } from "react";
import { ToggleButton, TooltipTrigger } from "react-aria-components";
import { tellFailure } from "@/app/queryClient";
import { Avatar } from "@/features/account/Avatar";
import { ByHandDialog } from "@/features/account/ByHandDialog";
import { useAccounts } from "@/features/account/useAccounts";
import { useAddAssisted } from "@/features/account/useConnect";
import { Glyph } from "@/features/network/Glyph";
import { manyServers, networkName, useNetworks } from "@/features/network/useNetworks";
import { sameTarget } from "@/features/post/body";
import { useDraft, useDraftState } from "@/features/post/DraftContext";
import { giveAccount, toggleTarget } from "@/features/post/edits";
import { useStudio } from "@/features/studio/useStudio";
import type { Account, Network, NetworkId, Target } from "@/ipc";
import { cx } from "@/kit/classes";
import { IconButton } from "@/kit/IconButton";
import { Menu } from "@/kit/Menu";
import { Tooltip } from "@/kit/Tooltip";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import styles from "./Targets.module.css";

/** Where the post goes: accounts, and networks whose files are wanted without one. */
export function Targets() {
  const t = useText(compose);
  const accounts = useAccounts();
  const targets = useDraftState(({ shown }) => shown.targets);
  const chosenAccounts = targets.filter((target) => target.account !== null).length;
  const bare = targets.filter((target) => target.account === null);
  return (
    <>
      <div className={styles.row}>
        <div className={styles.toggles} role="group" aria-label={t.targets}>
          {accounts.map((account) => (
            <AccountToggle key={account.id} account={account} />
          ))}
          {bare.map((target) => (
            <NetworkToggle key={target.network} network={target.network} />
          ))}
          <AddNetwork />
        </div>
        <span className={cx(styles.count, "num")}>
          {chosenAccounts > 0 && t.accountsChosen(chosenAccounts)}
          {chosenAccounts === 0 && bare.length > 0 && t.networksChosen(bare.length)}
        </span>
      </div>
      {targets.length === 0 && <p className={styles.hint}>{t.nothingChosen}</p>}
    </>
  );
}

function useTarget(target: Pick<Target, "network" | "account">) {
  const draft = useDraft();
  const on = useDraftState(({ shown }) => shown.targets.some((each) => sameTarget(each, target)));
  const blocked = useDraftState(({ checks }) =>
    checks.some((check) => sameTarget(check, target) && !check.valid),
  );
  return { on, blocked: on && blocked, toggle: () => draft.edit(toggleTarget(target)) };
}

/** Who sees what goes out, where it isn't everybody. */
const AUDIENCES: Readonly<Record<string, "audienceOnlyYou" | "audienceRoleHolders" | "audienceInbox">> = {
  only_you: "audienceOnlyYou",
  role_holders: "audienceRoleHolders",
  inbox: "audienceInbox",
};

function AccountToggle({ account }: { account: Account }) {
  const t = useText(compose);
  const networks = useNetworks();
  const { on, blocked, toggle } = useTarget({ network: account.network, account: account.id });
  const audience = AUDIENCES[account.audience];
  const notes = [
    account.state === "connected" ? "" : account.state_label,
    audience ? t[audience] : "",
  ].filter(Boolean);
  const name = [
    t.toggleHint(account.handle, networkName(networks, account.network), account.route_label),
    ...notes,
  ].join(", ");
  return (
    <TooltipTrigger delay={400}>
      <ToggleButton
        className={styles.toggle ?? ""}
        aria-label={blocked ? `${name}, ${t.hasProblem}` : name}
        isSelected={on}
        onChange={toggle}
        {...(blocked ? { "data-problem": true } : {})}
      >
        <span className={styles.face}>
          <Avatar account={account} size={36} badge={false} />
          <span className={styles.badge}>
            <Glyph network={account.network} size={10} />
          </span>
          {blocked && <Alarm />}
        </span>
        <span className={styles.route} aria-hidden>
          {account.route_label}
        </span>
      </ToggleButton>
      <Tooltip text={name} />
    </TooltipTrigger>
  );
}

function NetworkToggle({ network }: { network: NetworkId }) {
  const t = useText(compose);
  const networks = useNetworks();
  const { on, blocked, toggle } = useTarget({ network, account: null });
  const name = t.toggleHint(networkName(networks, network), t.addNetworkHeading, t.filesOnly);
  return (
    <TooltipTrigger delay={400}>
      <ToggleButton
        className={styles.toggle ?? ""}
        aria-label={blocked ? `${name}, ${t.hasProblem}` : name}
        isSelected={on}
        onChange={toggle}
        {...(blocked ? { "data-problem": true } : {})}
      >
        <span className={cx(styles.face, styles.bare)}>
          <Glyph network={network} size={17} />
          {blocked && <Alarm />}
        </span>
        <span className={styles.route} aria-hidden>
          {t.filesOnly}
        </span>
      </ToggleButton>
      <Tooltip text={name} />
    </TooltipTrigger>
  );
}

function Alarm() {
  return (
    <span className={styles.alarm} aria-hidden>
      !
    </span>
  );
}

/** Networks without an account: their files get ready; by hand they can be planned too, with a reminder. */
function AddNetwork() {
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
