import { Ellipsis, Heart, MessageSquare, Repeat2 } from "lucide-react";
import { cx } from "@/kit/classes";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import type { CardProps } from "./card";
import styles from "./cards.module.css";
import { Face } from "./Face";
import { Mosaic } from "./Picture";
import { PreviewText } from "./PreviewText";

export function BlueskyCard({ account, name, handle, shots, body, check, format, lang }: CardProps) {
  const t = useText(compose);
  return (
    <div className={cx(styles.card, styles.bskyCard)}>
      <div className={styles.row}>
        <Face account={account} name={name} size={42} />
        <div className={styles.grow}>
          <div className={styles.cut}>
            <b>{name}</b>{" "}
            <span className={styles.dim}>
              {handle && `@${handle.replace(/^@/, "")} · `}
              {t.now}
            </span>
          </div>
          <div className={`${styles.bsky} ${styles.stack}`}>
            <PreviewText body={body} check={check} format={format} lang={lang} />
            <Mosaic shots={shots} single="own" />
          </div>
          <div className={styles.spread} aria-hidden>
            <MessageSquare size={17} />
            <Repeat2 size={17} />
            <Heart size={17} />
            <Ellipsis size={17} />
          </div>
        </div>
      </div>
    </div>
  );
}
