import { Tooltip as AriaTooltip } from "react-aria-components";
import { Kbd } from "./Kbd";
import styles from "./Tooltip.module.css";

export function Tooltip({ text, shortcut }: { text: string; shortcut?: string | undefined }) {
  return (
    <AriaTooltip className={styles.tooltip ?? ""} offset={7}>
      {text}
      {shortcut && <Kbd inverse>{shortcut}</Kbd>}
    </AriaTooltip>
  );
}
