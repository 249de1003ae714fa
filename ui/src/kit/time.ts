import { type Lang, locale } from "@/text/messages";

/**
 * Dates in words. Only the core resolves time zones: an instant comes with the zone to show it in, a wish is a time on a
 * wall (`2026-11-26T18:30:00`) and is shown as it stands.
 */
export type TimeStyle = "time" | "seconds" | "day" | "short" | "precise" | "full";

const STYLES: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  time: { hour: "numeric", minute: "2-digit" },
  seconds: { hour: "numeric", minute: "2-digit", second: "2-digit" },
  day: { weekday: "long", day: "numeric", month: "long" },
  short: { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" },
  precise: { day: "numeric", month: "short", hour: "numeric", minute: "2-digit", second: "2-digit" },
  full: {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "numeric",
    minute: "2-digit",
  },
};

const cache = new Map<string, Intl.DateTimeFormat>();

function formatter(lang: Lang, zone: string, style: TimeStyle): Intl.DateTimeFormat {
  const key = `${lang} ${zone} ${style}`;
  let made = cache.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(locale(lang), {
      ...STYLES[style],
      timeZone: zone,
      ...(style === "day" ? {} : { hourCycle: lang === "fr" ? "h23" : "h12" }),
    });
    cache.set(key, made);
  }
  return made;
}

/** An instant (RFC 3339) as `zone` shows it. */
export function instant(lang: Lang, iso: string, zone: string, style: TimeStyle): string {
  return tidy(formatter(lang, zone, style).format(new Date(iso)));
}

/** The day (`2026-11-26`) that `zone` has at an instant. */
export function dayIn(zone: string, iso: string): string {
  return wallNow(zone, new Date(iso)).slice(0, 10);
}

/** A time on a wall, as it stands. */
export function wall(lang: Lang, local: string, style: TimeStyle): string {
  return tidy(formatter(lang, "UTC", style).format(new Date(`${local.replace(/Z$/, "")}Z`)));
}

const walls = new Map<string, Intl.DateTimeFormat>();

/** Why kept: making one takes a millisecond, and a long list asks for every row. */
function wallClock(zone: string): Intl.DateTimeFormat {
  let made = walls.get(zone);
  if (!made) {
    made = new Intl.DateTimeFormat("en-CA", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    });
    walls.set(zone, made);
  }
  return made;
}

/** The wall time that `zone` shows at `now`, to the minute: where a date field starts. */
export function wallNow(zone: string, now: Date = new Date()): string {
  const parts = wallClock(zone).formatToParts(now);
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? "00";
  return `${of("year")}-${of("month")}-${of("day")}T${of("hour")}:${of("minute")}:00`;
}

/** The city of an IANA zone, as people name it: `Europe/Paris` is Paris. */
export function zoneCity(zone: string): string {
  return (zone.split("/").pop() ?? zone).replaceAll("_", " ");
}

/** Whether a zone is named after a place; `UTC` and `Etc/GMT+5` are not. */
export function hasCity(zone: string): boolean {
  return zone.includes("/") && !zone.startsWith("Etc/");
}

/** A length: 0:18, 1:02:09. */
export function clock(ms: number): string {
  const total = Math.round(ms / 1000);
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = String(total % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
}

// Why: engines differ in "at", "à" and the kind of space before pm; one form everywhere.
function tidy(text: string): string {
  return text
    .replace(/ at /, ", ")
    .replace(/,? à /, ", ")
    .replace(/\s(am|pm)/i, "\u00a0$1");
}
