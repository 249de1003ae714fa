import { expect, test } from "vitest";
import { page } from "vitest/browser";
import { expectAccessible } from "../setup";
import { openStudio, requests } from "./studio";

const picker = () => page.getByRole("dialog", { name: "Open a post" });

test("a post in the bin is found in the list of posts, comes out, and that can be taken back", async () => {
  const fake = await openStudio({ lang: "en", draft: { title: "Vases" } });
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Move to bin" }).click();
  await expect.poll(() => requests(fake, "post_delete").length).toBe(1);
  await page.getByRole("button", { name: "Open a post" }).click();
  await expect.element(picker().getByRole("searchbox", { name: "Search your posts" })).toBeVisible();
  await expect.element(picker().getByText("Vases")).not.toBeInTheDocument();
  await picker().getByRole("button", { name: "Bin" }).click();
  await expect.element(picker().getByText("Vases")).toBeVisible();
  await expectAccessible();
  await picker().getByRole("button", { name: "Restore Vases" }).click();
  await expect.poll(() => requests(fake, "post_restore")).toEqual([{ ids: ["post-1"] }]);
  await expect.element(picker().getByText("The bin is empty.")).toBeVisible();
  expect(document.activeElement?.closest("[role=dialog]"), "the keyboard stays in the list").not.toBeNull();
  await picker().getByRole("button", { name: "Bin" }).click();
  await expect.element(picker().getByRole("button", { name: /Vases/ })).toBeVisible();
  await page.getByRole("button", { name: /^Undo/ }).last().click();
  await expect.poll(() => requests(fake, "undo").at(-1)).toEqual({ step: 2 });
});

test("words are looked for in the bin alone while it is open", async () => {
  const fake = await openStudio({ lang: "fr" });
  await page.getByRole("button", { name: "Ouvrir un post" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Corbeille" }).click();
  await page.getByRole("searchbox", { name: "Chercher dans vos posts" }).fill("vase");
  await expect.poll(() => requests(fake, "post_list").at(-1)).toMatchObject({ bin: true, search: "vase" });
});
