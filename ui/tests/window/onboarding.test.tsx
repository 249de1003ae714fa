import { describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { expectAccessible } from "../setup";
import { drop, openStudio, requests } from "./studio";

describe("First run", () => {
  test("one drop prepares the files for every network, and they go to a folder without any account", async () => {
    const fake = await openStudio({ lang: "fr", firstRun: true, accounts: false });
    await expect.element(page.getByRole("heading", { name: /Déposez une photo/ })).toBeVisible();
    await drop("/photos/vase.heic");
    await expect.element(page.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "12");
    expect(requests(fake, "prepare_start")).toEqual([{ asset_ids: ["asset-0"], keep_stopped: true }]);
    await page.getByRole("button", { name: "Enregistrer dans un dossier" }).click();
    await expect
      .poll(() => requests(fake, "export_files"))
      .toEqual([{ asset_ids: ["asset-0"], folder: "/home/inès/export" }]);
    await expect.element(page.getByText(/12.fichiers enregistrés/)).toBeVisible();
  });

  test("the files become a post for every network", async () => {
    const fake = await openStudio({ lang: "en", firstRun: true, accounts: false });
    await expect.element(page.getByRole("button", { name: "Choose files" })).toBeVisible();
    await drop("/photos/vase.heic");
    await page.getByRole("button", { name: "Write the text" }).click();
    await expect.element(page.getByRole("textbox", { name: "Text of the post" })).toBeVisible();
    expect(fake.post().draft.targets).toHaveLength(11);
    expect(fake.post().draft.body.media.map((medium) => medium.asset)).toEqual(["asset-0"]);
  });

  test("the language changes at once", async () => {
    await openStudio({ lang: "fr", firstRun: true });
    await page.getByRole("button", { name: "English" }).click();
    await expect.element(page.getByRole("heading", { name: /Drop a photo/ })).toBeVisible();
    expect(document.documentElement.lang).toBe("en");
  });

  for (const theme of ["light", "dark"] as const) {
    test(`axe finds nothing in the first run, ${theme}`, async () => {
      await openStudio({ lang: "fr", theme, firstRun: true });
      await expect.element(page.getByRole("button", { name: "Choisir des fichiers" })).toBeVisible();
      await expectAccessible();
      await drop("/photos/vase.heic");
      await expect.element(page.getByRole("progressbar")).toBeVisible();
      await expectAccessible();
    });
  }
});
