import { Check, KeyRound, X } from "lucide-react";
import { useState } from "react";
import { Avatar } from "@/features/account/Avatar";
import { usePauseAccount, useRemoveAccount, useTestAccount } from "@/features/account/useConnect";
import { useNetworks } from "@/features/network/useNetworks";
import { useStudio } from "@/features/studio/useStudio";
import type { Account, AccountTested, ErrorDto, Network } from "@/ipc";
import { Button } from "@/kit/Button";
import { Dialog } from "@/kit/Dialog";
import { InspectorGroup } from "@/kit/Inspector";
import { STROKE } from "@/kit/icon";
import { instant } from "@/kit/time";
import { toast } from "@/kit/toasts";
import { connections } from "@/text/connections";
import { useLang, useText } from "@/text/context";
import styles from "./Connections.module.css";
import { placeOf } from "./placeOf";

type Bundle = typeof connections;

/** What Upbeat does on an account, how its permission stands, and the ways to change it. */
export function AccountPane(props: {
  account: Account;
  /** What is wrong with it, as far as is known. */
  trouble: ErrorDto | null;
  onTested: (tested: AccountTested) => void;
  onReconnect: () => void;
}) {
  const t = useText(connections);
  const { account, trouble } = props;
  const network = useNetworks().find((each) => each.id === account.network);
  const test = useTestAccount();
  const pause = usePauseAccount();
  const [leaving, setLeaving] = useState(false);
  const direct = account.route !== "assisted";
  const tested = (found: AccountTested) => {
    props.onTested(found);
    if (found.ok) toast(t.works(account.handle));
  };
  return (
    <>
      <div className={styles.paneHead}>
        <Avatar account={account} size={44} />
        <div>
          <h2>{account.display_name || account.handle}</h2>
          <p data-selectable>{placeOf(account, network?.name ?? account.network)}</p>
        </div>
      </div>
      {trouble && (
        <p className={styles.trouble} role="status">
          {trouble.message} {trouble.fix}
        </p>
      )}
      {network && direct && (
        <InspectorGroup title={t.can}>
          <ul className={styles.can}>
            {abilities(t.abilities, network).map((words) => (
              <li key={words}>
                <Check size={15} strokeWidth={2.2} aria-hidden />
                {words}
              </li>
            ))}
          </ul>
        </InspectorGroup>
      )}
      {network && network.capabilities.never.length > 0 && (
        <InspectorGroup title={t.cannot}>
          <ul className={styles.can}>
            {network.capabilities.never.map((words) => (
              <li key={words} className={styles.not}>
                <X size={15} strokeWidth={STROKE} aria-hidden />
                {words}
              </li>
            ))}
          </ul>
        </InspectorGroup>
      )}
      {direct && <Permission account={account} />}
      <div className={styles.paneActions}>
        {direct && account.state === "reconnect" && (
          <Button size="sm" look="primary" onPress={props.onReconnect}>
            {t.reconnect}
          </Button>
        )}
        {direct && (
          <Button
            size="sm"
            isDisabled={test.isPending}
            onPress={() => test.mutate(account.id, { onSuccess: tested })}
          >
            {t.test}
          </Button>
        )}
        <Button
          size="sm"
          isDisabled={pause.isPending}
          onPress={() => pause.mutate({ id: account.id, paused: account.state !== "paused" })}
        >
          {account.state === "paused" ? t.resume : t.pause}
        </Button>
        <Button size="sm" look="ghost" onPress={() => setLeaving(true)}>
          {t.remove}
        </Button>
      </div>
      <p className={styles.key}>
        <KeyRound size={15} strokeWidth={STROKE} aria-hidden />
        {direct ? t.key : t.noKey}
      </p>
      {leaving && <Disconnect account={account} onClose={() => setLeaving(false)} />}
    </>
  );
}

/** What is built for the direct route, as far as the network takes it; never what its interface could do besides. */
function abilities(t: Bundle["en"]["abilities"], { formats, capabilities, proof }: Network): string[] {
  const kinds = [
    formats.some(({ image }) => image) ? t.pictures : null,
    formats.some(({ video }) => video) ? t.films : null,
  ].filter((kind) => kind !== null);
  const built = [
    t.publish,
    kinds.length > 0 ? t.media(kinds) : null,
    capabilities.alt_text ? t.alt_text : null,
    capabilities.first_comment ? t.first_comment : null,
    proof === "blind" ? null : proof === "keyed" ? t.key : t.read_back,
  ];
  return built.filter((words) => words !== null);
}

function Permission({ account }: { account: Account }) {
  const t = useText(connections);
  const lang = useLang();
  const { zone } = useStudio().workspace;
  if (!account.expires_at && !account.checked_at) return null;
  return (
    <InspectorGroup title={t.permission}>
      <p className="num">
        {account.expires_at && t.until(instant(lang, account.expires_at, zone, "day"))}
        {account.checked_at && ` ${t.checked(instant(lang, account.checked_at, zone, "short"))}`}
      </p>
    </InspectorGroup>
  );
}

/** Deletes a key, which can't come back: asked first. */
function Disconnect({ account, onClose }: { account: Account; onClose: () => void }) {
  const t = useText(connections);
  const remove = useRemoveAccount();
  return (
    <Dialog
      title={t.remove}
      closeLabel={t.close}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button look="ghost" onPress={onClose}>
            {t.cancel}
          </Button>
          <Button
            look="danger"
            isDisabled={remove.isPending}
            onPress={() => remove.mutate(account.id, { onSuccess: onClose })}
          >
            {t.remove}
          </Button>
        </>
      }
    >
      <p>{t.removeSure(account.handle)}</p>
    </Dialog>
  );
}
