/**
 * Words in two languages. A bundle holds the same keys in English and French: a missing one does not compile.
 * A message is a text, or a function of its figures; see `count` for plurals.
 */
export type Lang = "en" | "fr";

type Message = string | ((...args: never[]) => string);
export type Messages = { readonly [key: string]: Message | Messages };

/** The shape of `T` with every literal text widened, so that a translation fits. */
type Same<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...args: never[]) => string
      ? T[K]
      : Same<T[K]>;
};

export type Bundle<T extends Messages> = { readonly en: Same<T>; readonly fr: Same<T> };

export function messages<const T extends Messages>(en: T, fr: Same<T>): Bundle<T> {
  return { en: en as Same<T>, fr };
}

const NUMBERS = { en: new Intl.NumberFormat("en-GB"), fr: new Intl.NumberFormat("fr-FR") };

/** A whole number as the language writes it: 1 819 (U+202F) or 1,819. */
export function number(lang: Lang, value: number): string {
  return NUMBERS[lang].format(value);
}

/** A count with its noun. French says singular for 0 and 1, English for 1 only. */
export function count(lang: Lang, value: number, one: string, many: string): string {
  const single = lang === "fr" ? Math.abs(value) < 2 : value === 1;
  return `${number(lang, value)}\u00a0${single ? one : many}`;
}

/** A list of words: "a, b et c". */
export function list(lang: Lang, words: readonly string[]): string {
  return new Intl.ListFormat(lang === "fr" ? "fr-FR" : "en-GB", { type: "conjunction" }).format(words);
}

/** The locale for dates and for React Aria. */
export function locale(lang: Lang): string {
  return lang === "fr" ? "fr-FR" : "en-GB";
}
