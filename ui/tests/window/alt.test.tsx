import { emit } from "@tauri-apps/api/event";
import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { call } from "@/ipc";
import { expectAccessible } from "../setup";
import { drop, openStudio, requests } from "./studio";

const field = () => page.getByRole("textbox", { name: "Description for those who cannot see it" });
const item = (name: string) => page.getByRole("option", { name });
const press = (keys: string) => userEvent.keyboard(keys);
const openItem = async () => {
  await item("gres-vert_0410.heic").click();
  await field().click();
};
const full = () => ({ failing: { asset_set_alt: "storage.full" } });

describe("Descriptions in the library", () => {
  test("steady typing is on the disk within moments, while the field still has the focus", async () => {
    const fake = await openStudio({ lang: "en", at: "/library" });
    await openItem();
    await press("A green vase");
    await expect
      .poll(() => requests(fake, "asset_set_alt").at(-1))
      .toEqual({ id: "asset-0", alt: "A green vase" });
    await expect.element(field()).toHaveFocus();
  });

  test("another item, another screen and the end of the studio each save what is left", async () => {
    const fake = await openStudio({ lang: "en", at: "/library" });
    const last = () => requests(fake, "asset_set_alt").at(-1);
    await openItem();
    await press("one");
    await item("gres-vert_0411.heic").click();
    await expect.poll(last).toEqual({ id: "asset-0", alt: "one" });
    await field().click();
    await press("two");
    await page.getByRole("link", { name: /^Queue/ }).click();
    await expect.poll(last).toEqual({ id: "asset-1", alt: "two" });
    await page.getByRole("link", { name: /^Library/ }).click();
    await page.getByRole("option", { name: "one" }).click();
    await expect.element(field()).toHaveValue("one");
    await field().click();
    await press("{End} three");
    await emit("closing", {});
    await expect.poll(() => requests(fake, "window_flushed")).toEqual([{ saved: true }]);
    expect(last()).toEqual({ id: "asset-0", alt: "one three" });
  });

  test("a disk that refuses is told at the field, holds the client back, and is tried again", async () => {
    const fake = await openStudio({ lang: "en", at: "/library", ...full() });
    await openItem();
    await press("words");
    await expect.element(page.getByText("Not saved. storage.full.")).toBeVisible();
    await expectAccessible();
    await page.getByRole("button", { name: /^Switch client/ }).click();
    await page.getByRole("menuitem", { name: /Café Lumen/ }).click();
    await expect.element(page.getByText(/^storage\.full\./)).toBeVisible();
    expect(requests(fake, "workspace_open")).toEqual([]);
    delete fake.failing.asset_set_alt;
    await expect
      .element(page.getByText("Not saved. storage.full."), { timeout: 5000 })
      .not.toBeInTheDocument();
    await expect.element(field()).toHaveValue("words");
  });

  test("what is left unsaved is told, found in the sidebar, and saved once the disk takes it", async () => {
    const fake = await openStudio({ lang: "en", at: "/library", ...full() });
    await openItem();
    await press("last words");
    await page.getByRole("link", { name: /^Queue/ }).click();
    await expect
      .element(page.getByText(/“gres-vert_0410\.heic” is not saved\. storage\.full\./))
      .toBeVisible();
    await page.getByRole("button", { name: /^1.description not saved/ }).click();
    await expect.element(field()).toHaveValue("last words");
    delete fake.failing.asset_set_alt;
    await field().click();
    await press(" kept");
    await expect
      .poll(() => requests(fake, "asset_set_alt").at(-1))
      .toEqual({ id: "asset-0", alt: "last words kept" });
    await expect.element(page.getByRole("button", { name: /description not saved/ })).not.toBeInTheDocument();
  });

  test("what a command wrote is taken", async () => {
    await openStudio({ lang: "en", at: "/library" });
    await openItem();
    await expect.element(field()).toHaveValue("");
    await call("asset_set_alt", { id: "asset-0", alt: "theirs" });
    await expect.element(field(), { timeout: 3000 }).toHaveValue("theirs");
  });

  test("a post made of an item starts from the words typed a moment ago", async () => {
    const fake = await openStudio({ lang: "en", at: "/library" });
    await openItem();
    await press("A bowl");
    await page.getByRole("button", { name: "Write a post" }).click();
    await expect.poll(() => requests(fake, "post_create").length).toBe(1);
    const order = fake.calls.map(({ command }) => command);
    expect(order.lastIndexOf("asset_set_alt")).toBeLessThan(order.indexOf("post_create"));
    expect(requests(fake, "asset_set_alt").at(-1)).toEqual({ id: "asset-0", alt: "A bowl" });
  });
});

describe("Descriptions in the first run", () => {
  test("are saved as they are typed, and stand when another file was looked at", async () => {
    const fake = await openStudio({ lang: "fr", firstRun: true, accounts: false });
    await expect.element(page.getByRole("button", { name: "Choisir des fichiers" })).toBeVisible();
    await drop("/photos/a.heic", "/photos/b.heic");
    const input = page.getByRole("textbox", { name: "Description" });
    await input.click();
    await press("Un vase vert");
    await expect
      .poll(() => requests(fake, "asset_set_alt").at(-1))
      .toEqual({ id: "asset-0", alt: "Un vase vert" });
    await page.getByRole("radio", { name: "Montrer gres-vert_0411.heic" }).click();
    await expect.element(input).toHaveValue("");
    await page.getByRole("radio", { name: "Montrer gres-vert_0410.heic" }).click();
    await expect.element(input).toHaveValue("Un vase vert");
  });

  test("a disk that refuses is told below the field", async () => {
    await openStudio({ lang: "fr", firstRun: true, accounts: false, ...full() });
    await expect.element(page.getByRole("button", { name: "Choisir des fichiers" })).toBeVisible();
    await drop("/photos/a.heic");
    await page.getByRole("textbox", { name: "Description" }).click();
    await press("Un vase");
    await expect.element(page.getByText("Non enregistrée. storage.full.")).toBeVisible();
    await expect
      .element(page.getByRole("textbox", { name: "Description" }))
      .toHaveAccessibleDescription("Non enregistrée. storage.full.");
  });
});
