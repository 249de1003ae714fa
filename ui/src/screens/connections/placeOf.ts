import type { Account } from "@/ipc";

/** Where an account is, below its name: its handle is not said again where it is the name. */
export function placeOf({ display_name, handle }: Account, network: string): string {
  return display_name && display_name !== handle ? `${network}, ${handle}` : network;
}
