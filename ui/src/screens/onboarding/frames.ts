import type { NetworkId, Rendition } from "@/ipc";
import { type Lang, locale } from "@/text/messages";

/** From this shape on, width over height, a frame is drawn low. */
const WIDE_ASPECT = 1.3;

/** Files of one asset that have the same shape, shown once with every network that takes it. */
export type Frame = { key: string; first: Rendition; networks: NetworkId[]; name: string };

export function framesOf(renditions: readonly Rendition[]): Frame[] {
  const frames = new Map<string, Frame>();
  for (const rendition of renditions) {
    const key = `${rendition.width_px}x${rendition.height_px}`;
    const before = frames.get(key);
    if (!before)
      frames.set(key, { key, first: rendition, networks: [rendition.network], name: rendition.format_name });
    else if (!before.networks.includes(rendition.network)) before.networks.push(rendition.network);
  }
  // Upright ones first, as in a score: the wide ones then share the lines below.
  return [...frames.values()].sort((a, b) => Number(isWide(a.first)) - Number(isWide(b.first)));
}

function isWide({ width_px, height_px }: Pick<Rendition, "width_px" | "height_px">): boolean {
  return width_px > height_px * WIDE_ASPECT;
}

/** Room that a frame takes on screen: upright ones are tall, wide ones low, all about as loud. */
export function drawn(width_px: number, height_px: number): { width: number; height: number } {
  const aspect = height_px > 0 ? width_px / height_px : 1;
  if (aspect > WIDE_ASPECT) return { width: 160, height: Math.round(160 / aspect) };
  const height = Math.round(Math.min(224, 168 / aspect));
  return { width: Math.round(height * aspect), height };
}

/** A shape as people say it: 4:5, 9:16, 1,91:1. */
export function shape(lang: Lang, width: number, height: number): string {
  for (let side = 1; side <= 21; side += 1) {
    const other = (width / height) * side;
    if (Math.abs(other - Math.round(other)) < 0.004 * side && Math.round(other) <= 21)
      return `${Math.round(other)}:${side}`;
  }
  const figure = new Intl.NumberFormat(locale(lang), { maximumFractionDigits: 2 });
  return width >= height ? `${figure.format(width / height)}:1` : `1:${figure.format(height / width)}`;
}
