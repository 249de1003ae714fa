import { afterEach, describe, expect, test } from "vitest";
import { cdp, page, userEvent } from "vitest/browser";
import type { FakeOptions } from "../../dev/fake/core";
import { expectAccessible } from "../setup";
import { openStudio } from "./studio";

const W = "018f0000-0000-7000-8000-000000000001";
const P = "018f0000-0000-7000-8000-000000000002";

/** Every place, with something on it; `ready` is what shows once it is drawn. */
const PLACES: Readonly<Record<string, FakeOptions & { at: string; ready: string }>> = {
  Compose: {
    at: "/compose",
    ready: "[contenteditable=true]",
    assets: 3,
    draft: {
      body: { text: "x ".repeat(200), fields: {}, media: undefined as never },
      targets: [
        { network: "x", account: "acc-x", format: null },
        { network: "mastodon", account: "acc-ma", format: null },
      ],
    },
  },
  Queue: { at: "/queue", ready: "li [aria-current]" },
  Library: { at: "/library", assets: 6, ready: "[role=option]" },
  Connections: {
    at: "/connections",
    ready: "li [aria-current]",
    changed: { "acc-ma": { state: "reconnect" } },
  },
  Settings: { at: "/settings", ready: "[role=switch]" },
  Assisted: { at: `/assisted?publication=${P}`, ready: "ol" },
  Bar: { at: `/bar?workspace=${W}&publication=${P}`, ready: "ol" },
  "First run": { at: "/welcome", ready: "h1", firstRun: true },
};

async function open(place: keyof typeof PLACES, options: FakeOptions = {}) {
  const { ready = "h1", ...told } = PLACES[place] ?? {};
  await openStudio({ lang: "fr", ...told, ...options });
  await expect.poll(() => document.querySelector(`main ${ready}`), { timeout: 15_000 }).not.toBeNull();
}

async function forceColours(active: boolean) {
  await cdp().send("Emulation.setEmulatedMedia", {
    features: [{ name: "forced-colors", value: active ? "active" : "none" }],
  });
}

afterEach(async () => {
  await forceColours(false);
  await page.viewport(1440, 900);
});

for (const place of ["Queue", "Library", "Settings", "Assisted", "Bar"]) {
  for (const lang of ["fr", "en"] as const) {
    for (const theme of ["light", "dark"] as const) {
      test(`axe finds nothing in ${place}, ${lang}, ${theme}`, async () => {
        if (place === "Bar") await page.viewport(380, 560);
        await open(place, { lang, theme });
        await expectAccessible();
      });
    }
  }
}

/** Controls of the page that a person can't bring into sight, by name. */
function unreachable(): string[] {
  const lost: string[] = [];
  for (const control of document.querySelectorAll<HTMLElement>(
    "main button, main a[href], main input, main textarea, main [contenteditable=true], main [role=option]",
  )) {
    if (!control.checkVisibility({ visibilityProperty: true }) || control.closest("[inert]")) continue;
    const drawn = shownBy(control);
    drawn.scrollIntoView({ block: "center", inline: "center" });
    const box = drawn.getBoundingClientRect();
    const at = { x: box.left + box.width / 2, y: box.top + Math.min(box.height / 2, 40) };
    const hit = document.elementFromPoint(at.x, at.y);
    if (!hit || !(drawn.contains(hit) || hit.contains(drawn)))
      lost.push(`${control.getAttribute("aria-label") ?? control.textContent} (${control.tagName})`);
  }
  return lost;
}

/** What stands for a control: the label of an input that is drawn by other means. */
function shownBy(control: HTMLElement): HTMLElement {
  return control instanceof HTMLInputElement && control.labels?.[0]?.contains(control)
    ? control.labels[0]
    : control;
}

describe("At 200 % in the smallest window", () => {
  for (const place of Object.keys(PLACES)) {
    test(`everything in ${place} can be reached, and nothing is wider than the window`, async () => {
      await (place === "Bar" ? page.viewport(190, 280) : page.viewport(512, 350));
      await open(place);
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(innerWidth);
      expect(unreachable()).toEqual([]);
    });
  }
});

describe("In forced colours", () => {
  test("a switch and a field keep their frame", async () => {
    await forceColours(true);
    await open("Settings");
    const frame = (element: Element | null | undefined) =>
      Number.parseFloat(element ? getComputedStyle(element).borderTopWidth : "0");
    const name = page.getByRole("textbox", { name: "Nom" }).element();
    expect(frame(name.parentElement)).toBeGreaterThan(0);
    const tracks = [...document.querySelectorAll("label > span:last-child")];
    expect(tracks.length).toBeGreaterThan(0);
    expect(tracks.map(frame).every((width) => width > 0)).toBe(true);
  });

  test("the chosen row is in the system's colour of choice, and its noteheads with it", async () => {
    await forceColours(true);
    await open("Queue");
    const row = page.getByRole("button", { name: /Bol à agrumes/ });
    await expect.element(row).toHaveAttribute("aria-current", "true");
    const probe = document.body.appendChild(document.createElement("span"));
    probe.style.color = "HighlightText";
    probe.style.backgroundColor = "Highlight";
    const { color, backgroundColor } = getComputedStyle(probe);
    expect(getComputedStyle(row.element()).backgroundColor).toBe(backgroundColor);
    const notehead = row.element().querySelector("svg");
    expect(notehead && getComputedStyle(notehead).color).toBe(color);
    probe.remove();
  });
});

test("the focus is drawn wherever Tab leads", async () => {
  await open("Connections");
  const bare: string[] = [];
  for (let press = 0; press < 40; press += 1) {
    await userEvent.keyboard("{Tab}");
    const focused = document.activeElement;
    if (!focused || focused === document.body) continue;
    const { outlineStyle, outlineWidth } = getComputedStyle(focused);
    if (outlineStyle === "none" || Number.parseFloat(outlineWidth) < 2)
      bare.push(focused.getAttribute("aria-label") ?? focused.textContent ?? focused.tagName);
  }
  expect(bare).toEqual([]);
});
