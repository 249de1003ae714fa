import type { NetworkId } from "@/ipc";
import { cx } from "@/kit/classes";
import { Carousel } from "./Carousel";
import type { CardProps } from "./card";
import styles from "./cards.module.css";
import { Face } from "./Face";
import { Mosaic } from "./Picture";
import { PreviewText } from "./PreviewText";

/** Networks that show several media one at a time. */
const PAGED: ReadonlySet<NetworkId> = new Set(["threads", "tiktok", "pinterest"] as const);

/** Networks whose page we don't draw in detail: who, what, and the real frame. */
export function GenericCard(props: CardProps) {
  const { account, name, handle, shots, body, check, format, lang } = props;
  const first = shots[0];
  const title = body.fields.title;
  return (
    <div className={cx(styles.card, styles.generic)}>
      <div className={styles.igTop}>
        <Face account={account} name={name} size={34} />
        <span className={styles.grow}>
          <span className={styles.cut}>{name}</span>
          {handle && handle !== name && <span className={cx(styles.dim, styles.cut)}> {handle}</span>}
        </span>
      </div>
      <div className={styles.liText}>
        {title && <p className={styles.title}>{title}</p>}
        <PreviewText body={body} check={check} format={format} lang={lang} fold="more" />
      </div>
      {shots.length > 1 && !PAGED.has(props.network) ? (
        <Mosaic shots={shots} single="own" />
      ) : (
        first && <Carousel shots={shots} aspect={Math.max(0.56, first.aspect)} />
      )}
    </div>
  );
}
