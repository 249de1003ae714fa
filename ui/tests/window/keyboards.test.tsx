import { matchKeybindingPress, parseKeybinding } from "tinykeys";
import { describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { useShortcutRegistry } from "@/app/shortcuts";
import type { FakeOptions } from "../../dev/fake/core";
import { openStudio } from "./studio";

/**
 * Where a layout has its letters, when not where US English has them, and its signs: the key's place and whether it takes
 * Shift. French: NF Z71-300 draft of 2019, annex for the "traditional" AZERTY; Apple's has the same places for these.
 */
type Layout = {
  name: string;
  platform: NonNullable<FakeOptions["platform"]>;
  moved: Record<string, string>;
  signs: Record<string, { code: string; shift: boolean }>;
};

const AZERTY: Record<string, string> = { a: "KeyQ", q: "KeyA", z: "KeyW", w: "KeyZ", m: "Semicolon" };
const LAYOUTS: Layout[] = [
  { name: "US, PC", platform: "linux", moved: {}, signs: { "?": { code: "Slash", shift: true } } },
  { name: "US, Mac", platform: "macos", moved: {}, signs: { "?": { code: "Slash", shift: true } } },
  { name: "French, PC", platform: "linux", moved: AZERTY, signs: { "?": { code: "KeyM", shift: true } } },
  { name: "French, Mac", platform: "macos", moved: AZERTY, signs: { "?": { code: "KeyM", shift: true } } },
];

/** What the top row writes by itself on AZERTY. */
const UNSHIFTED = "&é\"'(-è_ç";

/** The key that a person presses for one press of a shortcut on that layout. */
function pressed(layout: Layout, press: string): KeyboardEvent {
  const parts = press.split("+");
  const key = parts.pop() ?? "";
  const digit = /^Digit([1-9])$/.exec(key)?.[1];
  const sign = layout.signs[key];
  const letter = /^[a-z]$/.test(key);
  if (!(digit || sign || letter || /^(F\d+|Enter)$/.test(key))) {
    throw new Error(`${key} is on no key of ${layout.name} that needs neither AltGr nor a dead key`);
  }
  const shiftKey = parts.includes("Shift") || Boolean(sign?.shift);
  const french = layout.moved === AZERTY;
  const written = digit ? (french && !shiftKey ? UNSHIFTED[Number(digit) - 1] : digit) : key;
  return new KeyboardEvent("keydown", {
    key: letter && shiftKey ? key.toUpperCase() : (written ?? key),
    code: digit ? key : (sign?.code ?? (letter ? (layout.moved[key] ?? `Key${key.toUpperCase()}`) : key)),
    shiftKey,
    ctrlKey: parts.includes("Control") || (parts.includes("$mod") && layout.platform !== "macos"),
    metaKey: parts.includes("$mod") && layout.platform === "macos",
    altKey: parts.includes("Alt"),
  });
}

/** The shortcuts that an event means, by their first press. */
function meant(event: KeyboardEvent, all: string[], mac: boolean): string[] {
  return all.filter((keys) => {
    const [first] = parseKeybinding(keys.replaceAll("$mod", mac ? "Meta" : "Control"));
    return first !== undefined && matchKeybindingPress(event, first);
  });
}

function registered(): string[] {
  return [...useShortcutRegistry.getState().sets.values()].flat().map(({ keys }) => keys);
}

describe("Every shortcut can be typed, and means one thing", () => {
  for (const layout of LAYOUTS) {
    for (const [at, own] of [
      ["/compose", "$mod+Enter"],
      ["/library", "$mod+f"],
      ["/queue", "j"],
    ] as const) {
      test(`on ${layout.name}, in ${at}`, async () => {
        await openStudio({ lang: "fr", platform: layout.platform, at });
        await expect.element(page.getByRole("button", { name: "Nouveau post" })).toBeVisible();
        await expect.poll(registered).toContain(own);
        const all = registered();
        const mac = layout.platform === "macos";
        for (const keys of all) {
          const [first = "", ...others] = keys.split(" ");
          const alike = all.filter((other) => other.split(" ")[0] === first);
          expect(meant(pressed(layout, first.replace("[Shift]+", "")), all, mac), keys).toEqual(alike);
          for (const next of others) {
            expect(meant(pressed(layout, next), [next], mac), keys).toEqual([next]);
          }
        }
        expect(new Set(all).size, "no two for the same keys").toBe(all.length);
      });
    }
  }
});

test("AltGr writes: # on AZERTY, AltGr+3, is a sign and toggles no account", async () => {
  const fake = await openStudio({ lang: "fr", platform: "linux", draft: { targets: [] } });
  await expect.poll(registered).toContain("Alt+Digit3");
  const three = { key: "#", code: "Digit3", bubbles: true, cancelable: true };
  const written = new KeyboardEvent("keydown", { ...three, modifierAltGraph: true });
  window.dispatchEvent(written);
  expect(written.defaultPrevented, "the sign is written").toBe(false);
  const chord = new KeyboardEvent("keydown", { ...three, key: '"', altKey: true });
  window.dispatchEvent(chord);
  expect(chord.defaultPrevented, "Alt alone is the shortcut").toBe(true);
  await expect.poll(() => fake.post().draft.targets.length).toBe(1);
});
