import { cx } from "@/kit/classes";
import type { CardProps } from "./card";
import styles from "./cards.module.css";
import { Face } from "./Face";
import { Picture } from "./Picture";
import { PreviewText } from "./PreviewText";

/** Stories and short videos fill the telephone; a story shows where the network's own signs lie. */
export function UprightCard({ account, name, handle, shots, body, check, format, lang }: CardProps) {
  const first = shots[0];
  return (
    <div className={cx(styles.card, styles.upright)}>
      {first && <Picture shot={first} />}
      {format?.kind === "story" && <span className={styles.safe} />}
      <div className={styles.uprightWords}>
        <span className={styles.igTop} style={{ padding: 0 }}>
          <Face account={account} name={name} size={28} />
          <span className={styles.cut}>{handle || name}</span>
        </span>
        {format?.kind !== "story" && <PreviewText body={body} check={check} format={format} lang={lang} />}
      </div>
    </div>
  );
}
