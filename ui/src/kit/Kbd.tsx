import { cx } from "./classes";
import styles from "./Kbd.module.css";

/** Shows a shortcut. Decorative: the control itself carries `aria-keyshortcuts` where it matters. */
export function Kbd({ children, inverse = false }: { children: string; inverse?: boolean }) {
  return (
    <kbd aria-hidden className={cx(styles.kbd, inverse && styles.inverse)}>
      {children}
    </kbd>
  );
}
