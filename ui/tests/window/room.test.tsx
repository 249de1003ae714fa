import { afterEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import type { Target } from "@/ipc";
import { toast } from "@/kit/toasts";
import { openStudio } from "./studio";

const target = (network: Target["network"], account: string): Target => ({ network, account, format: null });
const LONG = "Office de tourisme de Saint-Rémy-de-Provence et des Alpilles";
const targets = [target("bluesky", "acc-bs"), target("mastodon", "acc-ma"), target("x", "acc-x")];
const wish = { local: "2026-11-26T18:30:00", zone: "America/New_York" };

/** Elements below `element` whose text is wider than they are. */
function cut(element: Element): string[] {
  return [element, ...element.querySelectorAll("*")]
    .filter((each) => each.scrollWidth > each.clientWidth && getComputedStyle(each).overflowX !== "visible")
    .map((each) => each.textContent ?? "");
}

/** Whether `inner` lies within `outer`, sideways. */
function within(inner: Element, outer: Element): boolean {
  const [a, b] = [inner.getBoundingClientRect(), outer.getBoundingClientRect()];
  return a.left >= b.left - 0.5 && a.right <= b.right + 0.5;
}

afterEach(() => page.viewport(1440, 900));

describe("The main button", () => {
  for (const width of [1440, 1280, 1024]) {
    for (const dated of [false, true]) {
      test(`says the count of accounts whole, ${width} px wide, ${dated ? "dated" : "without a date"}`, async () => {
        await page.viewport(width, 900);
        await openStudio({ client: LONG, draft: { targets, ...(dated ? { wish } : {}) } });
        const button = page.getByRole("button", { name: `Programmer pour ${LONG}, 3\u00a0comptes` });
        await expect.element(button).toBeVisible();
        await document.fonts.ready;
        const element = button.element();
        // The client's name alone gives way, and enough of it stays to be known.
        expect(cut(element)).toEqual([LONG]);
        const [before, name, after] = element.querySelectorAll("span > span");
        for (const part of [before, name, after]) expect(within(part as Element, element)).toBe(true);
        expect(name?.clientWidth).toBeGreaterThan(40);
        expect(within(element, element.closest("footer") as Element)).toBe(true);
      });
    }
  }

  test("says whole that what waits is updated", async () => {
    await page.viewport(1280, 900);
    await openStudio({
      client: LONG,
      draft: { targets: targets.slice(0, 2), wish },
      posted: { "acc-bs": "scheduled", "acc-ma": "scheduled" },
    });
    const button = page.getByRole("button", { name: "Mettre à jour, 2\u00a0comptes" });
    await expect.element(button).toBeVisible();
    await document.fonts.ready;
    expect(cut(button.element())).toEqual([]);
    expect(within(button.element().querySelector("span") as Element, button.element())).toBe(true);
  });
});

describe("Words that stand in little room", () => {
  for (const lang of ["fr", "en"] as const) {
    test(`the field that searches the library says whole what it searches, ${lang}`, async () => {
      await openStudio({ lang, at: "/library" });
      await expect.element(page.getByRole("searchbox")).toBeVisible();
      await document.fonts.ready;
      const field = page.getByRole("searchbox").element() as HTMLInputElement;
      const style = getComputedStyle(field);
      const pen = document.createElement("canvas").getContext("2d") as CanvasRenderingContext2D;
      pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
      const room =
        field.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
      expect(pen.measureText(field.placeholder).width).toBeLessThan(room);
    });

    test(`the bar of a post by hand says its network and its account on a line each, ${lang}`, async () => {
      await page.viewport(380, 560);
      const id = (last: number) => `018f0000-0000-7000-8000-00000000000${last}`;
      const assisted = { network_name: "Pinterest", client: "Mon premier client" };
      await openStudio({ lang, at: `/bar?workspace=${id(1)}&publication=${id(2)}`, assisted });
      const title = page.getByRole("heading", { level: 1 });
      await expect
        .element(title)
        .toHaveTextContent(lang === "fr" ? "Pinterest, à la main" : "Pinterest, by hand");
      await document.fonts.ready;
      const account = page.getByText(/^Mon premier client, /);
      for (const words of [title, account, page.getByText(/^0(\u00a0étape| of)/)]) {
        const range = document.createRange();
        range.selectNodeContents(words.element());
        expect(range.getClientRects().length, words.element().textContent ?? "").toBe(1);
      }
    });

    test(`routes below the accounts begin alike, ${lang}`, async () => {
      await openStudio({
        lang,
        draft: { targets: [...targets, { network: "youtube", account: null, format: null }] },
      });
      const row = page.getByRole("group", {
        name: lang === "fr" ? "Comptes et réseaux" : "Accounts and networks",
      });
      await expect.element(row).toBeVisible();
      const routes = [...row.element().querySelectorAll("[class*=route]")].map(
        (each) => each.textContent ?? "",
      );
      expect(routes.length).toBeGreaterThan(3);
      expect(routes.filter((route) => !/^\p{Lu}/u.test(route))).toEqual([]);
    });
  }
});

describe("A toast", () => {
  const boxes = (...elements: Element[]) => elements.map((element) => element.getBoundingClientRect());

  test("stands above the bar at the foot of the composer, however high that is", async () => {
    await openStudio({
      draft: { targets: targets.slice(0, 2), wish },
      posted: { "acc-bs": "scheduled", "acc-ma": "scheduled" },
    });
    await expect.element(page.getByRole("button", { name: "Déprogrammer" })).toBeVisible();
    toast("Programmé jeudi 26 nov. à 18:30");
    const said = page.getByText("Programmé jeudi 26 nov. à 18:30", { exact: true });
    await expect.element(said).toBeVisible();
    await expect
      .poll(() => {
        const [shown, bar] = boxes(said.element(), document.querySelector("footer") as Element);
        return shown && bar && shown.bottom < bar.top && shown.bottom > bar.top - 40;
      })
      .toBe(true);
  });

  test("is back at the foot of the window where there is no bar", async () => {
    await openStudio({ at: "/queue" });
    await expect.element(page.getByRole("heading", { level: 1 })).toBeVisible();
    toast("Heure changée");
    const said = page.getByText("Heure changée");
    await expect.element(said).toBeVisible();
    await expect
      .poll(() => Math.round(window.innerHeight - said.element().getBoundingClientRect().bottom))
      .toBe(22);
  });
});
