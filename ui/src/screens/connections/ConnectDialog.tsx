import { useState } from "react";
import { ByHandDialog } from "@/features/account/ByHandDialog";
import styles from "@/features/account/Connect.module.css";
import { ConnectFrame } from "@/features/account/ConnectFrame";
import { useCancelConnect, useConnectBluesky, useConnectMastodon } from "@/features/account/useConnect";
import { networkName, useNetworks } from "@/features/network/useNetworks";
import type { Account, NetworkId } from "@/ipc";
import { Field } from "@/kit/Field";
import { Switch } from "@/kit/Switch";
import { connections } from "@/text/connections";
import { useText } from "@/text/context";

/** What is to be connected: a new account of a network, or one that has to be connected again. */
export type Wish = { network: NetworkId; again: Account | null };

const BLUESKY = "https://bsky.social";

/** Connects an account in the way that its network offers; every network can be added to be posted on by hand. */
export function ConnectDialog({ wish, onClose }: { wish: Wish; onClose: () => void }) {
  const t = useText(connections);
  const networks = useNetworks();
  const [byHand, setByHand] = useState(false);
  const { network, again } = wish;
  const direct = networks
    .find((each) => each.id === network)
    ?.routes.some((rule) => rule.route === "direct" && rule.built);
  const title = again ? t.reconnectTo(again.handle) : t.addTo(networkName(networks, network));
  // A connection that ended is not exchanged for one by hand: that would be another account.
  const instead = again ? undefined : { label: t.byHandInstead, go: () => setByHand(true) };
  const props = { title, again, instead, onClose };
  if (direct && !byHand && network === "bluesky") return <Bluesky {...props} />;
  if (direct && !byHand && network === "mastodon") return <Mastodon {...props} />;
  return (
    <ByHandDialog
      network={network}
      onClose={onClose}
      {...(direct ? { instead: { label: t.directInstead, go: () => setByHand(false) } } : {})}
    />
  );
}

type Props = {
  title: string;
  again: Account | null;
  instead: { label: string; go: () => void } | undefined;
  onClose: () => void;
};

function Bluesky({ title, again, instead, onClose }: Props) {
  const t = useText(connections);
  const connect = useConnectBluesky();
  const [server, setServer] = useState(again?.server || BLUESKY);
  const [handle, setHandle] = useState(again?.handle ?? "");
  const [password, setPassword] = useState("");
  const [own_network, setOwn] = useState(again?.own_network ?? false);
  const ready = handle.trim() && password && server.trim() && !connect.isPending;
  const go = () => {
    if (!ready) return;
    connect.mutate(
      { server: server.trim(), handle: handle.trim(), password, own_network },
      { onSuccess: onClose },
    );
    setPassword("");
  };
  return (
    <ConnectFrame
      title={title}
      onClose={onClose}
      action={{ label: connect.isPending ? t.connecting : t.connect, ready: Boolean(ready), go }}
      instead={instead}
      error={connect.error}
    >
      <Field
        label={t.handle}
        value={handle}
        onChange={setHandle}
        autoComplete="off"
        autoFocus={again === null}
      />
      <Field
        label={t.password}
        type="password"
        value={password}
        onChange={setPassword}
        onSubmit={go}
        hint={t.passwordHelp}
        autoComplete="off"
        autoFocus={again !== null}
      />
      <Field label={t.server} type="url" value={server} onChange={setServer} autoComplete="off" />
      <Switch label={t.ownNetwork} hint={t.ownNetworkHelp} on={own_network} onChange={setOwn} />
    </ConnectFrame>
  );
}

function Mastodon({ title, again, instead, onClose }: Props) {
  const t = useText(connections);
  const connect = useConnectMastodon();
  const cancel = useCancelConnect();
  const [server, setServer] = useState(again?.server ?? "");
  const [own_network, setOwn] = useState(again?.own_network ?? false);
  const [flow, setFlow] = useState<string | null>(null);
  const ready = Boolean(server.trim()) && !connect.isPending;
  const go = () =>
    ready &&
    connect.mutate(
      { wish: { server: server.trim(), own_network }, onFlow: setFlow },
      { onSuccess: onClose, onSettled: () => setFlow(null) },
    );
  const leave = () => {
    if (flow) cancel.mutate(flow);
    onClose();
  };
  return (
    <ConnectFrame
      title={title}
      onClose={leave}
      action={{ label: connect.isPending ? t.connecting : t.connect, ready, go }}
      instead={flow ? undefined : instead}
      error={connect.error}
    >
      {flow ? (
        <div role="status" className={styles.waiting}>
          <p>{t.waiting}</p>
          <p>{t.waitingHelp}</p>
        </div>
      ) : (
        <>
          <Field
            label={t.mastodonServer}
            value={server}
            onChange={setServer}
            onSubmit={go}
            autoComplete="off"
            autoFocus
          />
          <Switch label={t.ownNetwork} hint={t.ownNetworkHelp} on={own_network} onChange={setOwn} />
        </>
      )}
    </ConnectFrame>
  );
}
