import { useAccounts } from "@/features/account/useAccounts";
import { Unsaved } from "@/features/saving/saver";
import { errorOf, type Refused } from "@/ipc";
import { ProblemLine } from "@/kit/ProblemLine";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import styles from "./ScheduleBar.module.css";

/** Accounts that a problem keeps back, each with its reason; the others went ahead. */
export function Refusals({ refused, thrown }: { refused: readonly Refused[]; thrown: unknown }) {
  const t = useText(compose);
  const accounts = useAccounts();
  if (refused.length === 0 && !thrown) return null;
  const { message, fix } = errorOf(thrown);
  return (
    <div className={styles.refused} role="alert">
      {refused.map(({ account_id, error }) => {
        const who = accounts.find((account) => account.id === account_id)?.handle ?? "";
        return (
          <ProblemLine
            key={account_id}
            words={[t.refused, who ? `${who}.` : "", error.message, error.fix].filter(Boolean).join(" ")}
          />
        );
      })}
      {thrown ? (
        <ProblemLine
          words={[thrown instanceof Unsaved && t.unsaved, message, fix].filter(Boolean).join(" ")}
        />
      ) : null}
    </div>
  );
}
