import { Bookmark, Ellipsis, Repeat2, Reply, Star } from "lucide-react";
import { cx } from "@/kit/classes";
import type { CardProps } from "./card";
import styles from "./cards.module.css";
import { Face } from "./Face";
import { Mosaic } from "./Picture";
import { PreviewText } from "./PreviewText";

export function MastodonCard({ account, name, handle, shots, body, check, format, lang }: CardProps) {
  const warning = body.fields.spoiler_text;
  return (
    <div className={cx(styles.card, styles.masto)}>
      <div className={styles.row}>
        <Face account={account} name={name} size={42} square />
        <div className={styles.grow}>
          <div className={styles.cut}>
            <b>{name}</b>
          </div>
          <div className={cx(styles.cut, styles.dim)}>{handle}</div>
        </div>
      </div>
      <div className={styles.row} style={{ paddingTop: 0 }}>
        <div className={cx(styles.grow, styles.stack, styles.mastoText)}>
          {warning && <p className={styles.warning}>{warning}</p>}
          <PreviewText body={body} check={check} format={format} lang={lang} />
          <Mosaic shots={shots} single="own" />
          <div className={styles.spread} style={{ marginTop: 0 }} aria-hidden>
            <Reply size={18} />
            <Repeat2 size={18} />
            <Star size={18} />
            <Bookmark size={18} />
            <Ellipsis size={18} />
          </div>
        </div>
      </div>
    </div>
  );
}
