import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { call } from "@/ipc";
import { DAMAGED } from "../../dev/fake/core";
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

  for (const [at, ready, count] of [
    ["/compose", "Saved", 3],
    ["/queue", "Queue", 4],
    ["/library", "Library", 2],
    ["/connections", "Connections", 4],
    ["/settings", "Settings", 2],
  ] as const) {
    test(`F6 stops once in every region of ${at} and comes round, Shift+F6 the other way`, async () => {
      const draft = { targets: [{ network: "x" as const, account: "acc-x", format: null }] };
      await openStudio({ lang: "en", at, draft });
      await expect.element(page.getByText(ready).first()).toBeVisible();
      await expect.poll(() => document.querySelectorAll("main [data-region]").length).toBe(count - 2);
      const walk = async (key: string) => {
        const seen: (Element | null)[] = [];
        for (let press = 0; press < count; press += 1) {
          await userEvent.keyboard(key);
          seen.push(document.activeElement?.closest("[data-region]") ?? null);
        }
        return seen;
      };
      const forth = await walk("{F6}");
      expect(forth).not.toContain(null);
      expect(new Set(forth).size).toBe(count);
      expect(await walk("{F6}")).toEqual(forth);
      const back = await walk("{Shift>}{F6}{/Shift}");
      expect(back).toEqual([...forth.slice(0, -1).reverse(), forth.at(-1)]);
    });
  }

  test("F6 from the page itself goes into the page", async () => {
    await openStudio({ lang: "en", at: "/connections" });
    await expect.element(page.getByRole("heading", { level: 1 })).toBeVisible();
    document.getElementById("page")?.focus();
    await userEvent.keyboard("{F6}");
    expect(document.activeElement?.closest("main [data-region]")).not.toBeNull();
  });

  test("G and a letter lead to a place, but not while one writes", async () => {
    const fake = await openStudio({ lang: "en" });
    const text = page.getByRole("textbox", { name: "Text of the post" });
    await text.click();
    await userEvent.keyboard("gf");
    await expect.poll(() => fake.post().draft.body.text).toBe("gf");
    (document.activeElement as HTMLElement).blur();
    await userEvent.keyboard("gf");
    await expect.element(page.getByRole("heading", { name: "Queue", level: 1 })).toBeVisible();
    await userEvent.keyboard("gm");
    await expect.element(page.getByRole("heading", { name: "Library", level: 1 })).toBeVisible();
    await userEvent.keyboard("gc");
    await expect.element(text).toBeVisible();
  });

  test("J, K and the arrows go through the queue, over its headings", async () => {
    await openStudio({ lang: "en", at: "/queue" });
    const row = (name: RegExp) => page.getByRole("button", { name });
    await expect.element(row(/Bol à agrumes/)).toHaveAttribute("aria-current", "true");
    await userEvent.keyboard("jj");
    await expect.element(row(/Bougies de l’avent/)).toHaveFocus();
    await userEvent.keyboard("{ArrowUp}");
    await expect.element(row(/Ouverture du four/)).toHaveFocus();
    await expect.element(row(/Ouverture du four/)).toHaveAttribute("aria-current", "true");
  });

  test("the sheet of shortcuts speaks the language that was just chosen", async () => {
    await openStudio({ lang: "fr", at: "/connections" });
    await expect.element(page.getByRole("heading", { name: "Connexions" })).toBeVisible();
    await call("settings_set", { lang: "en" });
    await expect.element(page.getByRole("heading", { name: "Connections" })).toBeVisible();
    await userEvent.keyboard("?");
    const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await expect.element(sheet.getByText("New post")).toBeVisible();
    await expect.element(sheet.getByText("Go to Queue")).toBeVisible();
    await expect.element(sheet.getByText("G F", { exact: true })).toBeVisible();
    await expect.element(sheet.getByText("Nouveau post")).not.toBeInTheDocument();
  });

  test("a Mac reads its own signs", async () => {
    await openStudio({ lang: "en", platform: "macos" });
    await page.getByRole("button", { name: /^Switch client/ }).click();
    await expect.element(page.getByText("⌘ 2", { exact: true })).toBeVisible();
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

  test("a client whose data are damaged is named, and one of its good backups is restored", async () => {
    const troubledClients = [{ id: "w3", name: "Mairie", error: DAMAGED }];
    const fake = await openStudio({ lang: "en", troubledClients });
    await page.getByRole("button", { name: "Mairie: data damaged, restore a backup" }).click();
    const dialog = page.getByRole("dialog", { name: "Mairie" });
    await expect.element(dialog.getByText(/14\sposts, 3\spublications/)).toBeVisible();
    await expect
      .poll(() => dialog.getByRole("button", { name: /^Restore the backup/ }).elements().length)
      .toBe(1);
    await dialog.getByRole("button", { name: "Restore the backup of Sat 21 Nov, 10:14 am" }).click();
    await expect
      .poll(() => requests(fake, "backup_restore"))
      .toEqual([{ workspace_id: "w3", backup: "day-2026-11-21.db" }]);
    await expect.element(dialog).not.toBeInTheDocument();
    await expect.element(page.getByText("Backup restored. The queue is on pause.")).toBeVisible();
    await expect.element(page.getByRole("button", { name: /data damaged/ })).not.toBeInTheDocument();
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
