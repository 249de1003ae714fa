import { Glyph } from "@/features/network/Glyph";
import { networkName, useNetworks } from "@/features/network/useNetworks";
import { lengthBlocks, targetKey } from "@/features/post/body";
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
  const over = remaining !== null && remaining < 0;
  const blocks = lengthBlocks(check);
  const words =
    remaining === null
      ? t.unknownLimit(name, length)
      : over
        ? t.over(name, -remaining)
        : t.left(name, remaining);
  const figure =
    remaining === null
      ? number(lang, length)
      : over
        ? `\u2212${number(lang, -remaining)}`
        : number(lang, remaining);
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
