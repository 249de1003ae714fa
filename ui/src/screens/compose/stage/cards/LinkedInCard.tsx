import { MessageSquareText, Repeat2, Send, ThumbsUp } from "lucide-react";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import type { CardProps } from "./card";
import styles from "./cards.module.css";
import { Face } from "./Face";
import { Mosaic, Picture } from "./Picture";
import { PreviewText } from "./PreviewText";

export function LinkedInCard({ account, name, shots, body, check, format, lang }: CardProps) {
  const t = useText(compose);
  const first = shots[0];
  return (
    <div className={styles.card}>
      <div className={styles.liTop}>
        <Face account={account} name={name} size={38} square />
        <span className={styles.grow}>
          {name}
          <small className={styles.dim}>{t.now}</small>
        </span>
      </div>
      <div className={styles.liText}>
        <PreviewText body={body} check={check} format={format} lang={lang} fold="see" />
      </div>
      {shots.length > 1 ? (
        <Mosaic shots={shots} single="own" />
      ) : (
        first && <Picture shot={first} aspect={Math.max(0.8, first.aspect)} />
      )}
      <div className={styles.liBar} aria-hidden>
        <ThumbsUp size={17} />
        <MessageSquareText size={17} />
        <Repeat2 size={17} />
        <Send size={17} />
      </div>
    </div>
  );
}
