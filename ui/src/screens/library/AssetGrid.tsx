import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { useStudio } from "@/features/studio/useStudio";
import type { Asset } from "@/ipc";
import { instant, wallNow } from "@/kit/time";
import { useToday } from "@/kit/useToday";
import { VirtualList, type VirtualListHandle } from "@/kit/VirtualList";
import { useLang, useText } from "@/text/context";
import { library } from "@/text/library";
import { AssetTile } from "./AssetTile";
import { justify, type Row } from "./justify";
import styles from "./Library.module.css";
import type { Selection } from "./useSelection";

const DAY_MS = 86_400_000;

/** Justified rows by day. Arrows walk, X chooses, Shift extends, Ctrl+A takes all, Space looks closely. */
export function AssetGrid(props: {
  assets: readonly Asset[];
  selection: Selection;
  onLook: (id: string) => void;
}) {
  const { assets, selection } = props;
  const t = useText(library);
  const lang = useLang();
  const { zone } = useStudio().workspace;
  const frame = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualListHandle>(null);
  const [width, setWidth] = useState(800);
  // The browser alone knows how wide the grid is.
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setWidth(Math.max(320, element.clientWidth - 40)));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  const today = useToday(zone);
  const yesterday = useToday(zone, -DAY_MS);
  const rows = useMemo(() => {
    return justify(assets, width, (asset) => {
      const day = wallNow(zone, new Date(asset.created_at)).slice(0, 10);
      if (day === today) return t.today;
      return day === yesterday ? t.yesterday : instant(lang, asset.created_at, zone, "day");
    });
  }, [assets, width, zone, lang, t, today, yesterday]);
  const rowOf = (id: string | null) =>
    rows.findIndex((row) => row.kind === "tiles" && row.tiles.some((tile) => tile.asset.id === id));
  const go = (id: string | undefined, extend: boolean) => {
    if (!id) return;
    selection.choose(id, extend ? "extend" : "only");
    list.current?.scrollTo(rowOf(id));
    requestAnimationFrame(() => document.getElementById(`asset-${id}`)?.focus());
  };
  const focusable = selection.last ?? assets[0]?.id;
  const onKeyDown = (event: React.KeyboardEvent) => {
    const ids = assets.map((asset) => asset.id);
    const at = ids.indexOf(selection.last ?? "");
    const row = rowOf(selection.last);
    const steps: Readonly<Record<string, string | undefined>> = {
      ArrowRight: ids[Math.min(at + 1, ids.length - 1)],
      ArrowLeft: ids[Math.max(at - 1, 0)],
      ArrowDown: below(rows, row, selection.last, 1),
      ArrowUp: below(rows, row, selection.last, -1),
    };
    const ctrl = event.ctrlKey || event.metaKey;
    if (event.key in steps) go(steps[event.key], event.shiftKey);
    else if (event.key === "x" && selection.last) selection.choose(selection.last, "toggle");
    else if (event.key === "a" && ctrl) selection.all();
    else if (event.key === " " && !ctrl && focusable) props.onLook(focusable);
    else if (event.key === "Escape") selection.clear();
    else return;
    event.preventDefault();
  };
  return (
    <div ref={frame} className={styles.grid} onKeyDown={onKeyDown}>
      <VirtualList
        handle={list}
        count={rows.length}
        heightOf={(index) => rows[index]?.height ?? 0}
        keep={rowOf(selection.last)}
        role="listbox"
        label={t.grid}
        render={(index) => {
          const row = rows[index];
          if (!row) return null;
          // A list of choices holds no headings: each row's group says the day.
          if (row.kind === "day")
            return (
              <div className={styles.day} aria-hidden>
                {row.day}
              </div>
            );
          return (
            <div className={styles.row} role="group" aria-label={dayOf(rows, index)}>
              {row.tiles.map((tile) => (
                <AssetTile
                  key={tile.asset.id}
                  asset={tile.asset}
                  width={tile.width}
                  height={row.height}
                  isFocusable={tile.asset.id === focusable}
                  selection={selection}
                />
              ))}
            </div>
          );
        }}
      />
    </div>
  );
}

/** The day that a row of tiles stands under. */
function dayOf(rows: readonly Row[], index: number): string {
  for (let above = index; above >= 0; above -= 1) {
    const row = rows[above];
    if (row?.kind === "day") return row.day;
  }
  return "";
}

/** The item under (or over) `id`: the one whose middle is nearest in the next row of tiles. */
function below(rows: readonly Row[], from: number, id: string | null, way: 1 | -1): string | undefined {
  const middle = middleOf(rows[from], id);
  for (let index = from + way; index >= 0 && index < rows.length; index += way) {
    const row = rows[index];
    if (row?.kind !== "tiles") continue;
    let left = 0;
    const near = row.tiles.map((tile) => {
      const distance = Math.abs(left + tile.width / 2 - middle);
      left += tile.width;
      return { id: tile.asset.id, distance };
    });
    return near.reduce((best, each) => (each.distance < best.distance ? each : best)).id;
  }
  return undefined;
}

function middleOf(row: Row | undefined, id: string | null): number {
  if (row?.kind !== "tiles") return 0;
  let left = 0;
  for (const tile of row.tiles) {
    if (tile.asset.id === id) return left + tile.width / 2;
    left += tile.width;
  }
  return 0;
}
