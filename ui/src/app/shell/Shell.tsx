import { Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { ErrorBoundary } from "@/app/ErrorBoundary";
import { allowLetters } from "@/app/shortcuts";
import { useSettings } from "@/features/studio/useSettings";
import { useStudio } from "@/features/studio/useStudio";
import { cx } from "@/kit/classes";
import { useMedia } from "@/kit/useMedia";
import { useText } from "@/text/context";
import { shell } from "@/text/shell";
import styles from "./Shell.module.css";
import { ShortcutSheet } from "./ShortcutSheet";
import { Sidebar } from "./Sidebar";
import { useGlobalShortcuts } from "./useGlobalShortcuts";
import { useShell } from "./useShell";

/** The desk and its one sheet. */
export function Shell() {
  const t = useText(shell);
  const { platform } = useStudio();
  const narrow = useMedia("(max-width: 1099px)");
  const chosen = useShell((state) => state.folded);
  const folded = narrow || chosen;
  useLetterSetting();
  const sheet = useGlobalShortcuts();
  const page = useRouterState({ select: ({ location }) => location.href });
  return (
    <div className={cx(styles.window, folded && styles.folded, platform === "macos" && styles.mac)}>
      <button type="button" className={styles.skip} onClick={toPage}>
        {t.skip}
      </button>
      <Sidebar folded={folded} />
      <main id="page" className={styles.sheet} tabIndex={-1} data-region>
        <ErrorBoundary of={page}>
          <Outlet />
        </ErrorBoundary>
      </main>
      <ShortcutSheet isOpen={sheet.isOpen} onClose={sheet.close} mac={platform === "macos"} />
    </div>
  );
}

/** Single letters act unless the person turned them off (WCAG 2.1.4). */
function useLetterSetting(): void {
  const allowed = useSettings()?.letter_shortcuts ?? true;
  // The keyboard's listener is outside React.
  useEffect(() => allowLetters(allowed), [allowed]);
}

// Why a button: the routes live in memory; an address with a fragment would leave the app's page in some web views.
function toPage() {
  document.getElementById("page")?.focus();
}
