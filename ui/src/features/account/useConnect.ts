import { useMutation } from "@tanstack/react-query";
import { type AccountConnectBluesky, type AccountConnectMastodon, call, type NetworkId } from "@/ipc";
import { toast } from "@/kit/toasts";

/** Connects by app password. The password goes to the core once and is kept nowhere in the window. */
export function useConnectBluesky() {
  return useMutation({
    mutationFn: (wish: AccountConnectBluesky) => call("account_connect_bluesky", wish),
    // Why: the cache would hold the password as the mutation's variables.
    gcTime: 0,
  });
}

/** Opens the system's browser and waits for the person's yes there. */
export function useConnectMastodon() {
  return useMutation({
    mutationFn: async ({ wish, onFlow }: { wish: AccountConnectMastodon; onFlow: (id: string) => void }) => {
      const { flow_id } = await call("account_connect_mastodon", wish);
      onFlow(flow_id);
      return call("account_connect_wait", { flow_id });
    },
  });
}

export function useCancelConnect() {
  return useMutation({ mutationFn: (flow_id: string) => call("account_connect_cancel", { flow_id }) });
}

export function useAddAssisted() {
  return useMutation({
    mutationFn: (wish: { network: NetworkId; name: string }) => call("account_add_assisted", wish),
  });
}

export function useTestAccount() {
  return useMutation({ mutationFn: (id: string) => call("account_test", { id }), meta: { failure: true } });
}

export function usePauseAccount() {
  return useMutation({
    mutationFn: (change: { id: string; paused: boolean }) => call("account_pause", change),
    meta: { failure: true },
  });
}

export function useRemoveAccount() {
  return useMutation({
    mutationFn: (id: string) => call("account_remove", { id }),
    // Why without a way back: the key is gone from the keychain; connecting again is the way.
    onSuccess: (done) => void toast(done.message),
    meta: { failure: true },
  });
}
