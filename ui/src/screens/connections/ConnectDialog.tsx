import { useState } from "react";
import {
  useAddAssisted,
  useCancelConnect,
  useConnectBluesky,
  useConnectMastodon,
} from "@/features/account/useConnect";
import { networkName, useNetworks } from "@/features/network/useNetworks";
import { errorOf, type NetworkId } from "@/ipc";
import { Button } from "@/kit/Button";
import { Dialog } from "@/kit/Dialog";
import { Field } from "@/kit/Field";
import { Switch } from "@/kit/Switch";
import { connections } from "@/text/connections";
import { useText } from "@/text/context";
import styles from "./Connections.module.css";

/** Connects an account in the way that its network offers; every network can be added to be posted on by hand. */
export function ConnectDialog({ network, onClose }: { network: NetworkId; onClose: () => void }) {
  const networks = useNetworks();
  const direct = networks
    .find((each) => each.id === network)
    ?.routes.some((rule) => rule.route === "direct" && rule.built);
  const name = networkName(networks, network);
  if (direct && network === "bluesky") return <Bluesky name={name} onClose={onClose} />;
  if (direct && network === "mastodon") return <Mastodon name={name} onClose={onClose} />;
  return <ByHand network={network} name={name} onClose={onClose} />;
}

function Bluesky({ name, onClose }: { name: string; onClose: () => void }) {
  const t = useText(connections);
  const connect = useConnectBluesky();
  const [server, setServer] = useState("https://bsky.social");
  const [handle, setHandle] = useState("");
  const [password, setPassword] = useState("");
  const [own_network, setOwn] = useState(false);
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
    <Frame
      title={t.addTo(name)}
      onClose={onClose}
      action={{ label: connect.isPending ? t.connecting : t.connect, ready: Boolean(ready), go }}
      error={connect.error}
    >
      <Field label={t.handle} value={handle} onChange={setHandle} autoComplete="off" autoFocus />
      <Field
        label={t.password}
        type="password"
        value={password}
        onChange={setPassword}
        onSubmit={go}
        hint={t.passwordHelp}
        autoComplete="off"
      />
      <Field label={t.server} type="url" value={server} onChange={setServer} autoComplete="off" />
      <Switch label={t.ownNetwork} hint={t.ownNetworkHelp} on={own_network} onChange={setOwn} />
    </Frame>
  );
}

function Mastodon({ name, onClose }: { name: string; onClose: () => void }) {
  const t = useText(connections);
  const connect = useConnectMastodon();
  const cancel = useCancelConnect();
  const [server, setServer] = useState("");
  const [own_network, setOwn] = useState(false);
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
    <Frame
      title={t.addTo(name)}
      onClose={leave}
      action={{ label: connect.isPending ? t.connecting : t.connect, ready, go }}
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
    </Frame>
  );
}

function ByHand({ network, name, onClose }: { network: NetworkId; name: string; onClose: () => void }) {
  const t = useText(connections);
  const add = useAddAssisted();
  const [who, setWho] = useState("");
  const ready = Boolean(who.trim()) && !add.isPending;
  const go = () => ready && add.mutate({ network, name: who.trim() }, { onSuccess: onClose });
  return (
    <Frame
      title={t.addTo(name)}
      onClose={onClose}
      action={{ label: t.addByHand, ready, go }}
      error={add.error}
    >
      <Field label={t.name} value={who} onChange={setWho} onSubmit={go} hint={t.nameHelp} autoFocus />
    </Frame>
  );
}

function Frame(props: {
  title: string;
  onClose: () => void;
  action: { label: string; ready: boolean; go: () => void };
  error: unknown;
  children: React.ReactNode;
}) {
  const t = useText(connections);
  const failure = props.error ? errorOf(props.error) : null;
  return (
    <Dialog
      title={props.title}
      closeLabel={t.close}
      isOpen
      onClose={props.onClose}
      footer={
        <>
          <Button look="ghost" onPress={props.onClose}>
            {t.cancel}
          </Button>
          <Button look="primary" isDisabled={!props.action.ready} onPress={props.action.go}>
            {props.action.label}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        {props.children}
        {failure && (
          <p role="alert" className={styles.trouble}>
            {failure.message} {failure.fix}
          </p>
        )}
      </div>
    </Dialog>
  );
}
