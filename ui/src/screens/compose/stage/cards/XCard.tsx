import { ChartNoAxesColumn, Heart, MessageCircle, Repeat2, Upload } from "lucide-react";
import { cx } from "@/kit/classes";
import type { CardProps } from "./card";
import styles from "./cards.module.css";
import { Face } from "./Face";
import { Mosaic } from "./Picture";
import { PreviewText } from "./PreviewText";

export function XCard({ account, name, handle, shots, body, check, format, lang }: CardProps) {
  return (
    <div className={cx(styles.card, styles.xCard)}>
      <div className={styles.row}>
        <Face account={account} name={name} size={36} />
        <div className={styles.grow}>
          <div className={styles.cut}>
            <b>{name}</b> {handle && <span className={styles.dim}>@{handle.replace(/^@/, "")}</span>}
          </div>
          <div className={`${styles.x} ${styles.stack}`}>
            <PreviewText body={body} check={check} format={format} lang={lang} />
            <Mosaic shots={shots} single={16 / 9} />
          </div>
          <div className={styles.spread} aria-hidden>
            <MessageCircle size={16} />
            <Repeat2 size={16} />
            <Heart size={16} />
            <ChartNoAxesColumn size={16} />
            <Upload size={16} />
          </div>
        </div>
      </div>
    </div>
  );
}
