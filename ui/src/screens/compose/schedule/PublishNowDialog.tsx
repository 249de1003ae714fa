import { networkName, useNetworks } from "@/features/network/useNetworks";
import { useStudio } from "@/features/studio/useStudio";
import type { Account } from "@/ipc";
import { Button } from "@/kit/Button";
import { Dialog } from "@/kit/Dialog";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";

/** Publishing leaves the machine: asked once, with whom and where. */
export function PublishNowDialog(props: {
  accounts: readonly Account[];
  onClose: () => void;
  onConfirm: () => void;
}) {
  const t = useText(compose);
  const networks = useNetworks();
  const { workspace } = useStudio();
  const named = (account: Account) => `${networkName(networks, account.network)} (${account.handle})`;
  const direct = props.accounts.filter((account) => account.route !== "assisted");
  return (
    <Dialog
      title={t.publishNowAsk(workspace.name)}
      role="alertdialog"
      closeLabel={t.close}
      isOpen
      onClose={props.onClose}
      footer={
        <>
          <Button look="ghost" onPress={props.onClose}>
            {t.cancel}
          </Button>
          <Button look="primary" autoFocus onPress={props.onConfirm}>
            {t.publishNow}
          </Button>
        </>
      }
    >
      {direct.length > 0 && <p>{t.publishNowWhere(direct.map(named))}</p>}
      {direct.length < props.accounts.length && <p>{t.publishNowHand}</p>}
    </Dialog>
  );
}
