import { useQuery } from "@tanstack/react-query";
import { call, type Network, type NetworkId } from "@/ipc";

const NONE: readonly Network[] = [];

/** What the data says of every network, in the person's language. It does not change while the window is open. */
export function useNetworks(): readonly Network[] {
  const { data } = useQuery({
    queryKey: ["networks"],
    queryFn: () => call("networks_list"),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data?.networks ?? NONE;
}

/** A network's own name. */
export function networkName(networks: readonly Network[], id: NetworkId): string {
  return networks.find((network) => network.id === id)?.name ?? id;
}

/** Whether the network lives on many servers, so that an account's name has to say on which. */
export function manyServers(networks: readonly Network[], id: NetworkId): boolean {
  return networks.find((network) => network.id === id)?.compose_url.includes("{server}") ?? false;
}
