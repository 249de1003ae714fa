import { cx } from "./classes";
import styles from "./Kbd.module.css";

/** How a Mac writes what a PC calls Ctrl and Shift. */
const ON_MAC: Readonly<Record<string, string>> = { Ctrl: "⌘", Shift: "⇧" };

/**
 * Shows a shortcut, written as on a PC ("Ctrl Z"); a Mac shows its own signs. Decorative unless `spoken`: the control
 * itself carries `aria-keyshortcuts` where it matters.
 */
export function Kbd(props: { children: string; inverse?: boolean; spoken?: boolean }) {
  return (
    <kbd
      {...(props.spoken ? {} : { "aria-hidden": true })}
      className={cx(styles.kbd, props.inverse && styles.inverse)}
    >
      {onThisSystem(props.children)}
    </kbd>
  );
}

function onThisSystem(keys: string): string {
  if (document.documentElement.dataset.platform !== "macos") return keys;
  return keys
    .split(" ")
    .map((key) => ON_MAC[key] ?? key)
    .join(" ");
}
