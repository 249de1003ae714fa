import { useShortcuts } from "@/app/shortcuts";
import { useAccounts } from "@/features/account/useAccounts";
import { useDraft } from "@/features/post/DraftContext";
import { toggleTarget } from "@/features/post/edits";
import { useStudio } from "@/features/studio/useStudio";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";

/** Ctrl+Enter and Ctrl+Shift+Enter belong to the schedule bar; the rest of Compose's keys are here. */
export function useComposeShortcuts({ toggleFocus }: { toggleFocus: () => void }): void {
  const t = useText(compose);
  const draft = useDraft();
  const accounts = useAccounts();
  const { platform } = useStudio();
  // Why: Option with a digit types characters on a Mac.
  const chord = platform === "macos" ? "Control+Alt" : "Alt";
  useShortcuts([
    { keys: "$mod+Shift+f", label: t.focusMode, run: toggleFocus },
    ...accounts.slice(0, 9).map((account, index) => ({
      keys: `${chord}+Digit${index + 1}`,
      label: account.handle,
      run: () => draft.edit(toggleTarget({ network: account.network, account: account.id })),
    })),
  ]);
}
