import type { ReactNode } from "react";
import styles from "./TitleBar.module.css";

/** The bar on top of a sheet: its title, then tools. It drags the window. */
export function TitleBar({ children }: { children: ReactNode }) {
  return (
    <header className={styles.bar} data-tauri-drag-region>
      {children}
    </header>
  );
}
