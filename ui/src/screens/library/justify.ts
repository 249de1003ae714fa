import type { Asset } from "@/ipc";

/** Height that rows aim at, and the gap between tiles, px. */
export const ROW_PX = 178;
export const GAP_PX = 8;
/** Height of a day's heading, px. */
const HEADING_PX = 34;

export type Tile = { asset: Asset; width: number };
export type Row =
  | { kind: "day"; day: string; height: number }
  | { kind: "tiles"; tiles: readonly Tile[]; height: number };

/** Justified rows by day: tiles of one row share a height, and fill the width but for the last row of a day. */
export function justify(assets: readonly Asset[], width: number, dayOf: (asset: Asset) => string): Row[] {
  const rows: Row[] = [];
  let day: string | null = null;
  let open: Asset[] = [];
  const flush = (full: boolean) => {
    if (open.length > 0) rows.push(rowOf(open, width, full));
    open = [];
  };
  for (const asset of assets) {
    const its = dayOf(asset);
    if (its !== day) {
      flush(false);
      day = its;
      rows.push({ kind: "day", day: its, height: HEADING_PX });
    }
    open.push(asset);
    if (open.reduce((sum, each) => sum + shape(each) * ROW_PX + GAP_PX, -GAP_PX) >= width) flush(true);
  }
  flush(false);
  return rows;
}

function rowOf(assets: readonly Asset[], width: number, full: boolean): Row {
  const shapes = assets.reduce((sum, each) => sum + shape(each), 0);
  const room = width - GAP_PX * (assets.length - 1);
  const height = full ? room / shapes : Math.min(ROW_PX, room / shapes);
  const tiles = assets.map((asset) => ({ asset, width: shape(asset) * height }));
  return { kind: "tiles", tiles, height: height + GAP_PX };
}

/** Width over height, kept between a tall story and a panorama; sound is square. */
function shape({ info }: Asset): number {
  if (info.width_px === 0 || info.height_px === 0) return 1;
  return Math.min(2.6, Math.max(0.5, info.width_px / info.height_px));
}
