import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { openStudio, requests } from "./studio";

describe("Shell", () => {
  test("N makes a post, but is a letter while one writes", async () => {
    const fake = await openStudio({ lang: "en" });
    const text = page.getByRole("textbox", { name: "Text of the post" });
    await text.click();
    await userEvent.keyboard("n");
    await expect.poll(() => fake.post().draft.body.text).toBe("n");
    expect(requests(fake, "post_create")).toEqual([]);
    (document.activeElement as HTMLElement).blur();
    await userEvent.keyboard("n");
    await expect.poll(() => requests(fake, "post_create").length).toBe(1);
  });

  test("F6 goes from region to region and round again", async () => {
    await openStudio({ lang: "en" });
    await expect.element(page.getByRole("textbox", { name: "Text of the post" })).toBeVisible();
    const seen = new Set<string>();
    for (let press = 0; press < 4; press += 1) {
      await userEvent.keyboard("{F6}");
      const region = document.activeElement?.closest("[data-region]");
      seen.add(region?.getAttribute("aria-label") ?? region?.tagName ?? "none");
    }
    expect(seen.size).toBeGreaterThan(1);
    expect(seen.has("none")).toBe(false);
  });

  test("the skip link comes first and leads to the page", async () => {
    await openStudio({ lang: "en" });
    const link = page.getByText("Skip to the page");
    await expect.element(link).toBeInTheDocument();
    (link.element() as HTMLElement).focus();
    await userEvent.keyboard("{Enter}");
    expect(document.activeElement?.id).toBe("page");
  });

  test("digits follow the key: Ctrl+2 on AZERTY, where 2 types é, opens the second client", async () => {
    const fake = await openStudio({ lang: "fr" });
    await expect.element(page.getByRole("button", { name: "Nouveau post" })).toBeVisible();
    window.dispatchEvent(
      new KeyboardEvent("keydown", {
        key: "é",
        code: "Digit2",
        ctrlKey: true,
        bubbles: true,
        cancelable: true,
      }),
    );
    await expect.poll(() => requests(fake, "workspace_open")).toEqual([{ id: "w2" }]);
  });

  test("letters follow the character: Ctrl+Z on AZERTY, where the key is KeyW, undoes", async () => {
    const fake = await openStudio({ lang: "fr" });
    await expect.element(page.getByRole("button", { name: "Nouveau post" })).toBeVisible();
    window.dispatchEvent(
      new KeyboardEvent("keydown", {
        key: "z",
        code: "KeyW",
        ctrlKey: true,
        bubbles: true,
        cancelable: true,
      }),
    );
    await expect.poll(() => requests(fake, "undo").length).toBe(1);
  });

  test("data that can't be opened are said with a way to try again", async () => {
    const fake = await openStudio({ failing: { studio_get: "storage.damaged" } });
    await expect.element(page.getByRole("alert").getByText(/storage\.damaged/)).toBeVisible();
    await page.getByRole("button", { name: "Try again" }).click();
    await expect.poll(() => requests(fake, "studio_get").length).toBeGreaterThan(1);
  });

  test("the window reflows at 720 px, as at 200 % zoom: nothing is wider than it", async () => {
    await page.viewport(720, 450);
    await openStudio({
      lang: "fr",
      assets: 2,
      draft: { targets: [{ network: "x", account: "acc-x", format: null }] },
    });
    await expect.element(page.getByRole("textbox", { name: "Texte du post" })).toBeVisible();
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(720);
    await page.viewport(1440, 900);
  });

  test("another client's world: what is written is saved first, and the place stays", async () => {
    const fake = await openStudio({ lang: "en" });
    await page.getByRole("textbox", { name: "Text of the post" }).click();
    await userEvent.keyboard("last words");
    window.dispatchEvent(
      new KeyboardEvent("keydown", {
        key: "2",
        code: "Digit2",
        ctrlKey: true,
        bubbles: true,
        cancelable: true,
      }),
    );
    await expect.element(page.getByRole("button", { name: /Café Lumen/ })).toBeVisible();
    const order = fake.calls.map((call) => call.command);
    expect(order.lastIndexOf("post_save")).toBeLessThan(order.indexOf("workspace_open"));
    expect(fake.post().draft.body.text).toBe("last words");
    await expect.element(page.getByRole("textbox", { name: "Text of the post" })).toBeVisible();
  });
});
