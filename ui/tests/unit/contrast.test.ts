import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const css = readFileSync(join(import.meta.dirname, "../../src/styles/tokens.css"), "utf8");

/** The hex of every colour token, by theme. */
function tokens(theme: "light" | "dark"): Map<string, string> {
  const start =
    theme === "light" ? css.indexOf('[data-theme="light"]') : css.lastIndexOf('[data-theme="dark"]');
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

describe("contrast", () => {
  for (const theme of ["light", "dark"] as const) {
    test(`every pair of the ${theme} theme reaches its need`, () => {
      const colours = tokens(theme);
      const below = [...TEXT.map((pair) => [pair, 4.5] as const), ...SHAPES.map((pair) => [pair, 3] as const)]
        .map(([[a, b], need]) => ({
          pair: `${a} / ${b}`,
          need,
          found: ratio(colours.get(a) ?? "#000000", colours.get(b) ?? "#000000"),
        }))
        .filter(({ need, found }) => found < need);
      expect(below).toEqual([]);
    });
  }
});
