import { useAccounts } from "@/features/account/useAccounts";
import { networkName, useNetworks } from "@/features/network/useNetworks";
import type { NetworkId, VariantScope } from "@/ipc";

/** Whom each open text is for, in words. */
export function useVoiceName(): (scope: VariantScope) => string {
  const networks = useNetworks();
  const accounts = useAccounts();
  return (scope) =>
    scope.kind === "network"
      ? networkName(networks, scope.network)
      : (accounts.find((account) => account.id === scope.account)?.handle ?? "");
}

export function useVoiceNetwork(): (scope: VariantScope) => NetworkId | null {
  const accounts = useAccounts();
  return (scope) =>
    scope.kind === "network"
      ? scope.network
      : (accounts.find((account) => account.id === scope.account)?.network ?? null);
}
