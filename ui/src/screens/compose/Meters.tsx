import { Glyph } from "@/features/network/Glyph";
import { networkName, useNetworks } from "@/features/network/useNetworks";
import { lengthBlocks, postsIn, targetKey } from "@/features/post/body";
import { useDraftState } from "@/features/post/DraftContext";
import type { Check } from "@/ipc";
import { cx } from "@/kit/classes";
import { Meter } from "@/kit/Meter";
import { compose } from "@/text/compose";
import { useLang, useText } from "@/text/context";
import { number } from "@/text/messages";
import styles from "./Meters.module.css";

/** What is left to write, network by network, as the core counts it. */
export function Meters() {
  const t = useText(compose);
  const checks = useDraftState((state) => state.checks);
  // Why: two accounts of one network with the same text count the same.
  const shown = checks.filter(
    (check, index) =>
      checks.findIndex(
        (each) =>
          each.network === check.network &&
          each.length === check.length &&
          each.max_length === check.max_length,
      ) === index,
  );
  if (shown.length === 0) return null;
  return (
    <ul className={styles.meters} aria-label={t.meters}>
      {shown.map((check) => (
        <LimitMeter key={targetKey(check)} check={check} />
      ))}
    </ul>
  );
}

function LimitMeter({ check }: { check: Check }) {
  const t = useText(compose);
  const lang = useLang();
  const networks = useNetworks();
  const { remaining, max_length: max, length } = check;
  const name = networkName(networks, check.network);
  const posts = postsIn(check);
  const over = posts === 1 && remaining !== null && remaining < 0;
  const blocks = lengthBlocks(check);
  const { words, figure } =
    posts > 1
      ? { words: `${name}, ${t.threadOf(posts)}`, figure: t.threadParts(posts) }
      : remaining === null
        ? { words: t.unknownLimit(name, length), figure: number(lang, length) }
        : over
          ? { words: t.over(name, -remaining), figure: `\u2212${number(lang, -remaining)}` }
          : { words: t.left(name, remaining), figure: number(lang, remaining) };
  return (
    <li className={cx(styles.meter, "num", over && (blocks ? styles.over : styles.unwise))} title={words}>
      <span className="sr-only">{words}</span>
      <span className={styles.figure} aria-hidden>
        <Glyph network={check.network} size={12} />
        {figure}
      </span>
      <Meter share={max ? length / max : 0} tone={over ? (blocks ? "bad" : "warn") : "accent"} />
    </li>
  );
}
