import { useState } from "react";
import { useTestAccount } from "@/features/account/useConnect";
import type { Account, AccountTested, ErrorDto } from "@/ipc";
import { toast } from "@/kit/toasts";
import { connections } from "@/text/connections";
import { useText } from "@/text/context";

/** What the latest tests found. An unreachable server is no state of the account: only its test says so. */
export function useTests(accounts: readonly Account[]) {
  const t = useText(connections);
  const { mutateAsync: test } = useTestAccount();
  const [found, setFound] = useState<Readonly<Record<string, ErrorDto | null>>>({});
  const [isTesting, setTesting] = useState(false);
  const note = ({ account, ok }: AccountTested) =>
    setFound((before) => ({ ...before, [account.id]: ok ? null : account.trouble }));
  const testAll = async () => {
    setTesting(true);
    const direct = accounts.filter((account) => account.route !== "assisted");
    const works: boolean[] = [];
    for (const { id } of direct) {
      // A test that could not be made is told by its own toast; the others are made all the same.
      const tested = await test(id).catch(() => null);
      if (tested) note(tested);
      works.push(tested?.ok ?? false);
    }
    setTesting(false);
    const failed = works.filter((ok) => !ok).length;
    toast(failed === 0 ? t.testedAll(direct.length) : t.testedSome(failed, direct.length));
  };
  return {
    troubleOf: (account: Account) => found[account.id] ?? account.trouble,
    note,
    testAll,
    isTesting,
  };
}
