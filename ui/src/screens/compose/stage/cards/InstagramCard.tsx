import { Bookmark, Ellipsis, Heart, MessageCircle, Send } from "lucide-react";
import { Carousel } from "./Carousel";
import type { CardProps } from "./card";
import styles from "./cards.module.css";
import { Face } from "./Face";
import { PreviewText } from "./PreviewText";

export function InstagramCard({ account, name, handle, shots, body, check, format, lang }: CardProps) {
  const first = shots[0];
  const who = handle || name;
  return (
    <div className={styles.card}>
      <div className={styles.igTop}>
        <Face account={account} name={name} size={32} />
        <span className={styles.cut}>{who}</span>
        <Ellipsis className={styles.end} size={18} aria-hidden />
      </div>
      {first && (
        <div className={styles.igMedia}>
          <Carousel shots={shots} aspect={first.aspect} dots />
        </div>
      )}
      <div className={styles.igActions} aria-hidden>
        <Heart size={22} strokeWidth={1.75} />
        <MessageCircle size={22} strokeWidth={1.75} />
        <Send size={22} strokeWidth={1.75} />
        <Bookmark className={styles.end} size={22} strokeWidth={1.75} />
      </div>
      <div className={styles.igText}>
        <b>{who}</b> <PreviewText body={body} check={check} format={format} lang={lang} fold="more" />
      </div>
    </div>
  );
}
