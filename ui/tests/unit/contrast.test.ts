import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const styles = (name: string) =>
  readFileSync(join(import.meta.dirname, "../../src/styles", `${name}.css`), "utf8");
const TOKENS = styles("tokens");
const BRANDS = styles("brands");

/** The hex of every colour token in the block that begins with a selector. */
function tokens(css: string, selector: string): Map<string, string> {
  const start = css.lastIndexOf(selector);
  const block = css.slice(start, css.indexOf("}", start));
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1] ?? "", match[2] ?? ""]),
  );
}

/** WCAG 2 relative luminance. */
function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function ratio(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const TEXT: [string, string][] = [
  ["ink", "surface"],
  ["ink-2", "surface"],
  ["ink-3", "surface"],
  ["ink-3", "bg"],
  ["ink-3", "sunken"],
  ["ink-3", "hover"],
  ["on-accent", "accent"],
  ["accent-text", "surface"],
  ["accent-text", "accent-soft"],
  ["signal-text", "surface"],
  ["signal-text", "signal-soft"],
  ["on-signal", "signal"],
  ["danger-text", "surface"],
  ["danger-text", "danger-soft"],
  ["on-danger", "danger"],
  ["warn-text", "surface"],
  ["warn-text", "warn-soft"],
];
const SHAPES: [string, string][] = [
  ["line-strong", "surface"],
  ["focus", "surface"],
  ["focus", "bg"],
  ["signal", "surface"],
  ["accent", "surface"],
  ["danger", "surface"],
];
/** Words in previews, on the networks' own surfaces. */
const PREVIEW: [string, string][] = [
  ["pv-ink", "pv-card"],
  ["pv-ink-2", "pv-card"],
  ["pv-ink-2", "pv-line"],
  ["pv-link", "pv-card"],
  ["pv-x-link", "pv-card"],
  ["pv-bsky-link", "pv-card"],
  ["pv-ig-link", "pv-card"],
  ["pv-ink", "pv-masto-card"],
  ["pv-ink-2", "pv-masto-card"],
  ["pv-masto-link", "pv-masto-card"],
];

type Need = { pairs: [string, string][]; need: number };

/** The pairs that don't reach their need. A colour that is not there has no contrast. */
function below(colours: ReadonlyMap<string, string>, needs: Need[]) {
  return needs
    .flatMap(({ pairs, need }) =>
      pairs.map(([a, b]) => {
        const [one, other] = [colours.get(a), colours.get(b)];
        return { pair: `${a} / ${b}`, need, found: one && other ? ratio(one, other) : 0 };
      }),
    )
    .filter(({ need, found }) => found < need);
}

describe("contrast", () => {
  for (const theme of ["light", "dark"] as const) {
    test(`every pair of the ${theme} theme reaches its need`, () => {
      const needs = [
        { pairs: TEXT, need: 4.5 },
        { pairs: SHAPES, need: 3 },
      ];
      expect(below(tokens(TOKENS, `[data-theme="${theme}"]`), needs)).toEqual([]);
    });

    test(`every word in a ${theme} preview can be read`, () => {
      const needs = [{ pairs: PREVIEW, need: 4.5 }];
      expect(below(tokens(BRANDS, `[data-preview-theme="${theme}"]`), needs)).toEqual([]);
    });
  }
});
