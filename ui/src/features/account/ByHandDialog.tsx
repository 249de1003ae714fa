import { useState } from "react";
import { manyServers, networkName, useNetworks } from "@/features/network/useNetworks";
import type { Account, NetworkId } from "@/ipc";
import { Field } from "@/kit/Field";
import { connections } from "@/text/connections";
import { useText } from "@/text/context";
import { ConnectFrame } from "./ConnectFrame";
import { useAddAssisted } from "./useConnect";

/** A name, then the server that its page lies on. */
const NAME_AT_SERVER = /^@?[^@\s]+@[^@\s]+\.[^@\s]+$/;

/** Adds an account that is posted to by hand. On a network of many servers its name says which: its page opens there. */
export function ByHandDialog(props: {
  network: NetworkId;
  onClose: () => void;
  onAdded?: (account: Account) => void;
  instead?: { label: string; go: () => void };
}) {
  const t = useText(connections);
  const networks = useNetworks();
  const add = useAddAssisted();
  const [who, setWho] = useState("");
  const many = manyServers(networks, props.network);
  const name = who.trim();
  const ready = name !== "" && (!many || NAME_AT_SERVER.test(name)) && !add.isPending;
  const go = () =>
    ready &&
    add.mutate(
      { network: props.network, name },
      {
        onSuccess: (account) => {
          props.onAdded?.(account);
          props.onClose();
        },
      },
    );
  return (
    <ConnectFrame
      title={t.addTo(networkName(networks, props.network))}
      onClose={props.onClose}
      action={{ label: t.addByHand, ready, go }}
      instead={props.instead}
      error={add.error}
    >
      <Field
        label={many ? t.nameAtServer : t.name}
        value={who}
        onChange={setWho}
        onSubmit={go}
        hint={many ? t.nameAtServerHelp : t.nameHelp}
        autoFocus
      />
    </ConnectFrame>
  );
}
