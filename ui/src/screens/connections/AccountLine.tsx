import { CircleAlert, Hand, Pause, Send } from "lucide-react";
import { Button as AriaButton } from "react-aria-components";
import { Avatar } from "@/features/account/Avatar";
import { networkName, useNetworks } from "@/features/network/useNetworks";
import type { Account, ErrorDto } from "@/ipc";
import { Button } from "@/kit/Button";
import { Chip } from "@/kit/Chip";
import { cx } from "@/kit/classes";
import { connections } from "@/text/connections";
import { useText } from "@/text/context";
import styles from "./Connections.module.css";
import { placeOf } from "./placeOf";

/** One account: who, what is wrong, how it is reached, one action. */
export function AccountLine(props: {
  account: Account;
  /** What is wrong with it, as far as is known. */
  trouble: ErrorDto | null;
  isSelected: boolean;
  onSelect: () => void;
  onReconnect: () => void;
}) {
  const t = useText(connections);
  const { account, trouble } = props;
  const network = networkName(useNetworks(), account.network);
  return (
    <li className={cx(styles.line, props.isSelected && styles.selected)} data-row={account.id}>
      <AriaButton
        className={styles.who ?? ""}
        aria-current={props.isSelected ? "true" : undefined}
        onPress={props.onSelect}
      >
        <Avatar account={account} size={36} />
        <span className={styles.words}>
          <span className={styles.name}>{account.display_name || account.handle}</span>
          <span className={styles.handle}>{placeOf(account, network)}</span>
        </span>
        <span className={cx(styles.note, trouble && styles.trouble)}>
          {trouble?.message ?? (account.planned > 0 ? t.planned(account.planned) : "")}
        </span>
        <Mode account={account} />
      </AriaButton>
      {account.state === "reconnect" && (
        <Button size="sm" onPress={props.onReconnect}>
          {t.reconnect}
        </Button>
      )}
    </li>
  );
}

function Mode({ account }: { account: Account }) {
  const t = useText(connections).modes;
  if (account.state === "paused")
    return (
      <Chip tone="bad" icon={Pause}>
        {t.paused}
      </Chip>
    );
  if (account.state === "reconnect")
    return (
      <Chip tone="warn" icon={CircleAlert}>
        {account.state_label}
      </Chip>
    );
  if (account.route === "assisted")
    return (
      <Chip tone="neutral" icon={Hand}>
        {t.assisted}
      </Chip>
    );
  return (
    <Chip tone="ok" icon={Send}>
      {account.route_label}
    </Chip>
  );
}
