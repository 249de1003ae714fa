import { type Lang, locale } from "@/text/messages";

const UNITS = { en: ["bytes", "kB", "MB", "GB", "TB"], fr: ["octets", "ko", "Mo", "Go", "To"] } as const;

/** A file's size in the unit that keeps it short: 8,1 Mo, 24.8 MB. */
export function fileSize(lang: Lang, bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < 4) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 100 ? 1 : 0;
  const figure = new Intl.NumberFormat(locale(lang), { maximumFractionDigits: digits }).format(value);
  return `${figure}\u00a0${UNITS[lang][unit]}`;
}
