import type { Draft, Medium, Target, Variant } from "@/ipc";
import { mediumKey, saysNothing, targetKey, voiceOf } from "./body";

/**
 * Carries what one edit changed, from `from` to `to`, over to `now`. Whatever the edit did not touch stays as it is now,
 * and so does every text that was typed since. Undo is `carry(after, before, now)`, redo is `carry(before, after, now)`.
 */
export function carry(from: Draft, to: Draft, now: Draft): Draft {
  const altNow = (asset: string) =>
    [now.body.media, ...now.variants.map((variant) => variant.media ?? [])]
      .flat()
      .find((medium) => medium.asset === asset)?.alt;
  const media = (a: readonly Medium[], b: readonly Medium[], c: readonly Medium[]) =>
    rows(a, b, c, mediumKey, carryMedium, (medium) => ({
      ...medium,
      alt: altNow(medium.asset) || medium.alt,
    }));
  return {
    title: words(from.title, to.title, now.title),
    state: cell(from.state, to.state, now.state),
    body: {
      text: words(from.body.text, to.body.text, now.body.text),
      fields: fields(from.body.fields, to.body.fields, now.body.fields),
      media: media(from.body.media, to.body.media, now.body.media),
    },
    targets: rows(from.targets, to.targets, now.targets, targetKey, carryTarget),
    variants: variants(from.variants, to.variants, now.variants, media),
    wish: cell(from.wish, to.wish, now.wish),
  };
}

type Rows<T> = (from: readonly T[], to: readonly T[], now: readonly T[]) => T[];

export function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** One value: what the edit left alone, or somebody changed since, stays. */
function cell<T>(from: T, to: T, now: T): T {
  return !same(from, to) && same(from, now) ? to : now;
}

/**
 * A text. Where it was typed in since, the edit's stretch is carried into it if both lie apart; where they touch, what
 * was typed stays.
 */
export function words(from: string, to: string, now: string): string {
  if (from === to || now === to) return now;
  if (from === now) return to;
  const edit = stretch(from, to);
  const typed = stretch(from, now);
  if (edit.end <= typed.start) return now.slice(0, edit.start) + edit.put + now.slice(edit.end);
  if (typed.end <= edit.start) {
    const shift = now.length - from.length;
    return now.slice(0, edit.start + shift) + edit.put + now.slice(edit.end + shift);
  }
  return now;
}

/** The one stretch of `before` that is another in `after`. Never cuts a surrogate pair. */
function stretch(before: string, after: string): { start: number; end: number; put: string } {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  if (isHigh(before.charCodeAt(start - 1))) start -= 1;
  let tail = 0;
  while (tail < most - start && before[before.length - 1 - tail] === after[after.length - 1 - tail])
    tail += 1;
  if (isLow(before.charCodeAt(before.length - tail))) tail -= 1;
  return { start, end: before.length - tail, put: after.slice(start, after.length - tail) };
}

const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;

function fields(from: Fields, to: Fields, now: Fields): Fields {
  const carried = Object.entries({ ...to, ...now }).map(([name]) => {
    const value = words(from[name] ?? "", to[name] ?? "", now[name] ?? "");
    return [name, value] as const;
  });
  return Object.fromEntries(carried.filter(([, value]) => value !== ""));
}
type Fields = Draft["body"]["fields"];

/** A list whose members have keys: what the edit took out, put in, moved or changed. */
function rows<T>(
  from: readonly T[],
  to: readonly T[],
  now: readonly T[],
  keyOf: (item: T) => string,
  item: (from: T, to: T, now: T) => T,
  putIn: (item: T) => T = (each) => each,
): T[] {
  const [before, after] = [byKey(from, keyOf), byKey(to, keyOf)];
  const kept = now.filter((each) => !before.has(keyOf(each)) || after.has(keyOf(each)));
  const carried = kept.map((each) => {
    const [was, is] = [before.get(keyOf(each)), after.get(keyOf(each))];
    return was && is ? item(was, is, each) : each;
  });
  const ordered = inOrder(carried, [...before.keys()], [...after.keys()], keyOf);
  const order = [...after.keys()];
  for (const [at, key] of order.entries()) {
    const fresh = after.get(key);
    if (!fresh || before.has(key) || ordered.some((each) => keyOf(each) === key)) continue;
    const found = order.slice(0, at).map((each) => ordered.findIndex((one) => keyOf(one) === each));
    ordered.splice(Math.max(-1, ...found) + 1, 0, putIn(fresh));
  }
  return ordered;
}

function byKey<T>(list: readonly T[], keyOf: (item: T) => string): Map<string, T> {
  return new Map(list.map((item) => [keyOf(item), item]));
}

/** `list` in the order that the edit gave, unless somebody ordered it anew since. */
function inOrder<T>(list: T[], from: string[], to: string[], keyOf: (item: T) => string): T[] {
  const keys = list.map(keyOf);
  const common = (order: readonly string[]) =>
    order.filter((key) => from.includes(key) && to.includes(key) && keys.includes(key));
  const wanted = common(to);
  if (same(common(from), wanted) || !same(common(keys), common(from))) return list;
  const moved = wanted.map((key) => list[keys.indexOf(key)]);
  return list.map((item) => (wanted.includes(keyOf(item)) ? (moved.shift() ?? item) : item));
}

function carryMedium(from: Medium, to: Medium, now: Medium): Medium {
  return {
    asset: now.asset,
    alt: words(from.alt, to.alt, now.alt),
    focus: cell(from.focus, to.focus, now.focus),
    fit: cell(from.fit, to.fit, now.fit),
    crops: cell(from.crops, to.crops, now.crops),
    cover_ms: cell(from.cover_ms, to.cover_ms, now.cover_ms),
    edits: cell(from.edits, to.edits, now.edits),
  };
}

function carryTarget(from: Target, to: Target, now: Target): Target {
  return { ...now, format: cell(from.format, to.format, now.format) };
}

/** Variants: one that says nothing is none. */
function variants(
  from: readonly Variant[],
  to: readonly Variant[],
  now: readonly Variant[],
  media: Rows<Medium>,
): Variant[] {
  const keyOf = (variant: Variant) => voiceOf(variant.scope);
  const find = (list: readonly Variant[], like: Variant): Variant =>
    list.find((each) => keyOf(each) === keyOf(like)) ?? { ...NOTHING, scope: like.scope };
  const present = rows(
    [],
    [...to, ...now.filter((each) => !byKey(to, keyOf).has(keyOf(each)))],
    now,
    keyOf,
    same3,
  );
  return present
    .map((variant): Variant => {
      const [a, b, c] = [find(from, variant), find(to, variant), find(now, variant)];
      return {
        scope: variant.scope,
        text:
          a.text !== null && b.text !== null && c.text !== null
            ? words(a.text, b.text, c.text)
            : cell(a.text, b.text, c.text),
        fields: fields(a.fields, b.fields, c.fields),
        media: ownMedia(a.media, b.media, c.media, media),
      };
    })
    .filter((variant) => !saysNothing(variant));
}

const NOTHING = { text: null, fields: {}, media: null };
const same3 = <T>(_from: T, _to: T, now: T) => now;

/** Media of one's own, or none: then the common ones are followed. */
function ownMedia(from: Own, to: Own, now: Own, media: Rows<Medium>): Own {
  if (from && to && now) return media(from, to, now);
  // Why without the description: it belongs to the picture, wherever that is used, and goes with it.
  const bare = (own: Own) => own?.map((medium) => ({ ...medium, alt: "" })) ?? null;
  return !same(bare(from), bare(to)) && same(bare(from), bare(now)) ? to : now;
}
type Own = Variant["media"];
