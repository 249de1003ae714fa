import { useQuery } from "@tanstack/react-query";
import { type Account, call } from "@/ipc";

const NONE: readonly Account[] = [];

/** The accounts of the workspace on screen, in the order of lists. */
export function useAccounts(): readonly Account[] {
  const { data } = useQuery({ queryKey: ["accounts", "list"], queryFn: () => call("account_list") });
  return data?.accounts ?? NONE;
}
