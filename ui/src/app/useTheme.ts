import { useEffect } from "react";
import type { Theme } from "@/ipc";

/** Puts the chosen theme, or the desktop's, on the page. */
export function useTheme(theme: Theme | undefined): void {
  // The page's root and the desktop's preference are outside React.
  useEffect(() => {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const apply = () => {
      const chosen = theme === "light" || theme === "dark" ? theme : dark.matches ? "dark" : "light";
      document.documentElement.dataset.theme = chosen;
    };
    apply();
    dark.addEventListener("change", apply);
    return () => dark.removeEventListener("change", apply);
  }, [theme]);
}
