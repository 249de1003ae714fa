import { Hand, Pause, Plus, RefreshCw, Send } from "lucide-react";
import { useState } from "react";
import { TitleBar } from "@/app/shell/TitleBar";
import { useListSteps } from "@/app/useListSteps";
import { useAccounts } from "@/features/account/useAccounts";
import { Glyph } from "@/features/network/Glyph";
import { useNetworks } from "@/features/network/useNetworks";
import { useStudio } from "@/features/studio/useStudio";
import type { Account, Network, NetworkId } from "@/ipc";
import { Button } from "@/kit/Button";
import { Inspector } from "@/kit/Inspector";
import { STROKE } from "@/kit/icon";
import { Menu } from "@/kit/Menu";
import { connections } from "@/text/connections";
import { useText } from "@/text/context";
import { AccountLine } from "./AccountLine";
import { AccountPane } from "./AccountPane";
import { ConnectDialog, type Wish } from "./ConnectDialog";
import styles from "./Connections.module.css";
import { useTests } from "./useTests";

/** The client's accounts: what works, what needs a hand, and the way to add one. */
export function Connections() {
  const t = useText(connections);
  const accounts = useAccounts();
  const networks = useNetworks();
  const { workspace, vault } = useStudio();
  const [chosen, setChosen] = useState<string | null>(null);
  const [wish, setWish] = useState<Wish | null>(null);
  const { troubleOf, note, testAll, isTesting } = useTests(accounts);
  const selected = accounts.find((account) => account.id === chosen) ?? accounts[0];
  const add = (network: NetworkId) => setWish({ network, again: null });
  const reconnect = (account: Account) => setWish({ network: account.network, again: account });
  const steps = useListSteps(
    accounts.map(({ id }) => id),
    selected?.id,
    setChosen,
  );
  return (
    <>
      <TitleBar>
        <h1>{t.title}</h1>
        <span className={styles.figure}>{t.figure(workspace.name, accounts.length)}</span>
        <span className={styles.space} />
        {accounts.some((account) => account.route !== "assisted") && (
          <Button icon={RefreshCw} isDisabled={isTesting} onPress={() => void testAll()}>
            {t.testAll}
          </Button>
        )}
        <Menu
          label={t.chooseNetwork}
          placement="bottom end"
          trigger={
            <Button look="primary" icon={Plus}>
              {t.add}
            </Button>
          }
          groups={[
            {
              id: "networks",
              items: networks.map((network) => ({
                id: network.id,
                label: network.name,
                glyph: <Glyph network={network.id} size={14} />,
                onAction: () => add(network.id),
              })),
            },
          ]}
        />
      </TitleBar>
      <div className={styles.body}>
        <div className={styles.list} data-region {...steps}>
          {vault.trouble && (
            <p className={styles.vault} role="status">
              {t.vaultTrouble} {vault.trouble.message} {vault.trouble.fix}
            </p>
          )}
          {accounts.length === 0 ? (
            <p className={styles.none}>{t.empty}</p>
          ) : (
            <ul aria-label={t.list}>
              {accounts.map((account) => (
                <AccountLine
                  key={account.id}
                  account={account}
                  trouble={troubleOf(account)}
                  isSelected={account.id === selected?.id}
                  onSelect={() => setChosen(account.id)}
                  onReconnect={() => reconnect(account)}
                />
              ))}
            </ul>
          )}
          <AddTiles networks={networks} onAdd={add} />
          <Modes />
        </div>
        {selected && (
          <Inspector label={t.details}>
            <AccountPane
              account={selected}
              key={selected.id}
              trouble={troubleOf(selected)}
              onTested={note}
              onReconnect={() => reconnect(selected)}
            />
          </Inspector>
        )}
      </div>
      {wish && <ConnectDialog wish={wish} onClose={() => setWish(null)} />}
    </>
  );
}

function AddTiles({
  networks,
  onAdd,
}: {
  networks: readonly Network[];
  onAdd: (network: NetworkId) => void;
}) {
  const t = useText(connections);
  return (
    <>
      <h2 className={styles.addTitle}>{t.add}</h2>
      <div className={styles.tiles}>
        {networks.map((network) => (
          <Button
            key={network.id}
            size="lg"
            className={styles.networkTile ?? ""}
            aria-label={t.addTo(network.name)}
            onPress={() => onAdd(network.id)}
          >
            <Glyph network={network.id} size={17} />
            {network.name}
          </Button>
        ))}
      </div>
    </>
  );
}

function Modes() {
  const t = useText(connections).modes;
  const modes = [
    { icon: Send, name: t.direct, help: t.directHelp },
    { icon: Hand, name: t.assisted, help: t.assistedHelp },
    { icon: Pause, name: t.paused, help: t.pausedHelp },
  ];
  return (
    <dl className={styles.modes}>
      {modes.map(({ icon: Icon, name, help }) => (
        <div key={name}>
          <dt>
            <Icon size={16} strokeWidth={STROKE} aria-hidden />
            {name}
          </dt>
          <dd>{help}</dd>
        </div>
      ))}
    </dl>
  );
}
