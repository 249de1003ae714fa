import { Columns2, Monitor, Moon, Smartphone, Square, Sun } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useAccounts } from "@/features/account/useAccounts";
import { networkName, useNetworks } from "@/features/network/useNetworks";
import { targetKey } from "@/features/post/body";
import { useDraftState } from "@/features/post/DraftContext";
import type { Target } from "@/ipc";
import { cx } from "@/kit/classes";
import { SegmentedControl } from "@/kit/SegmentedControl";
import { Select } from "@/kit/Select";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import { useRenditions } from "../usePrepare";
import { Preview } from "./Preview";
import styles from "./Stage.module.css";

/** Width of a preview, the least that it may shrink to, and the gap beside it, px. */
const PREVIEW_PX = 300;
const PREVIEW_MIN_PX = 280;
const GAP_PX = 22;

type Show = "all" | "one";
type Device = "phone" | "desktop";

/** How the post looks on each network. */
export function Stage() {
  const t = useText(compose);
  const targets = useDraftState(({ shown }) => shown.targets);
  const renditions = useRenditions();
  const [show, setShow] = useState<Show>("all");
  const [device, setDevice] = useState<Device>("phone");
  const [theme, setTheme] = useState<"light" | "dark" | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const dark = theme ?? (document.documentElement.dataset.theme === "dark" ? "dark" : "light");
  const { scroller, count } = useColumnCount(device === "desktop" ? 520 : PREVIEW_MIN_PX);
  const one = targets.find((target) => targetKey(target) === chosen) ?? targets[0];
  const shown = show === "one" ? (one ? [one] : []) : targets;
  return (
    <section className={styles.stage} aria-label={t.previews} data-region>
      <header className={styles.head}>
        <SegmentedControl<Show>
          label={t.previews}
          value={show}
          onChange={setShow}
          segments={[
            { value: "all", label: t.sideBySide, icon: Columns2 },
            { value: "one", label: t.single, icon: Square },
          ]}
        />
        {show === "one" && one && <PickOne targets={targets} value={targetKey(one)} onChange={setChosen} />}
        <span className={styles.space} />
        <SegmentedControl
          label={`${t.previewLight} / ${t.previewDark}`}
          value={dark}
          onChange={setTheme}
          segments={[
            { value: "light", label: t.previewLight, icon: Sun, iconOnly: true },
            { value: "dark", label: t.previewDark, icon: Moon, iconOnly: true },
          ]}
        />
        <SegmentedControl<Device>
          label={`${t.phone} / ${t.desktop}`}
          value={device}
          onChange={setDevice}
          segments={[
            { value: "phone", label: t.phone, icon: Smartphone, iconOnly: true },
            { value: "desktop", label: t.desktop, icon: Monitor, iconOnly: true },
          ]}
        />
      </header>
      <div
        className={cx(styles.scroller, device === "desktop" && styles.wide)}
        ref={scroller}
        data-preview-theme={dark}
      >
        {shown.length === 0 && <p className={styles.empty}>{t.previewEmpty}</p>}
        <div className={cx(styles.columns, show === "one" && styles.one)}>
          {columnsOf(shown, show === "one" ? 1 : count).map((column, at) => (
            <div key={column[0] ? targetKey(column[0].target) : at} className={styles.column}>
              {column.map(({ target, order }) => (
                <Preview key={targetKey(target)} target={target} order={order} renditions={renditions} />
              ))}
            </div>
          ))}
        </div>
      </div>
    </section>
  );
}

function PickOne(props: { targets: readonly Target[]; value: string; onChange: (key: string) => void }) {
  const t = useText(compose);
  const networks = useNetworks();
  const accounts = useAccounts();
  return (
    <Select
      label={t.single}
      labelHidden
      className={styles.pickOne ?? ""}
      value={props.value}
      onChange={props.onChange}
      options={props.targets.map((target) => {
        const handle = accounts.find((account) => account.id === target.account)?.handle;
        const network = networkName(networks, target.network);
        return { value: targetKey(target), label: handle ? `${network}, ${handle}` : network };
      })}
    />
  );
}

type Placed = { target: Target; order: number };

/** The first column gets the first preview, the next the second: reading goes across, then down. */
function columnsOf(targets: readonly Target[], count: number): Placed[][] {
  const columns: Placed[][] = Array.from({ length: Math.min(count, Math.max(1, targets.length)) }, () => []);
  for (const [order, target] of targets.entries()) columns[order % columns.length]?.push({ target, order });
  return columns;
}

/** How many previews fit side by side. */
function useColumnCount(width: number) {
  const scroller = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(PREVIEW_PX * 2 + GAP_PX);
  // Only the browser knows how wide the stage is.
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const watch = new ResizeObserver(([entry]) => entry && setRoom(entry.contentRect.width));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return { scroller, count: Math.max(1, Math.floor((room + GAP_PX) / (width + GAP_PX))) };
}
