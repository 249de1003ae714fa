import { ToggleButton, TooltipTrigger } from "react-aria-components";
import { Avatar } from "@/features/account/Avatar";
import { useAccounts } from "@/features/account/useAccounts";
import { Glyph } from "@/features/network/Glyph";
import { networkName, useNetworks } from "@/features/network/useNetworks";
import { sameTarget } from "@/features/post/body";
import { useDraft, useDraftState } from "@/features/post/DraftContext";
import { toggleTarget } from "@/features/post/edits";
import type { Account, NetworkId, Target } from "@/ipc";
import { cx } from "@/kit/classes";
import { Tooltip } from "@/kit/Tooltip";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import { AddNetwork } from "./AddNetwork";
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
