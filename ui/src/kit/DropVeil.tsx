import { ImagePlus } from "lucide-react";
import styles from "./DropVeil.module.css";

/** Files hang over the window: says what letting go will do here. */
export function DropVeil({ action }: { action: string }) {
  return (
    <div className={styles.veil} role="status">
      <span className={styles.words}>
        <ImagePlus size={22} strokeWidth={1.75} aria-hidden />
        {action}
      </span>
    </div>
  );
}
