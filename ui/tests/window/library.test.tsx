import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { expectAccessible } from "../setup";
import { openStudio, requests } from "./studio";

const press = (keys: string) => userEvent.keyboard(keys);
const item = (name: string) => page.getByRole("option", { name });
const dialog = () => page.getByRole("dialog");

describe("Filters of the library", () => {
  test("what no post uses stands alone, and the bin is another place", async () => {
    const fake = await openStudio({ lang: "en", at: "/library" });
    const last = () => requests(fake, "asset_list").at(-1);
    await page.getByRole("button", { name: "Unused" }).click();
    await expect.poll(last).toMatchObject({ unused: true, bin: false });
    await page.getByRole("button", { name: "Videos" }).click();
    await expect.poll(last).toMatchObject({ unused: true, kind: "video" });
    await page.getByRole("button", { name: "Videos" }).click();
    await page.getByRole("button", { name: "Bin" }).click();
    await expect.poll(last).toMatchObject({ bin: true });
    expect(last()).not.toHaveProperty("unused");
    await expect
      .element(page.getByRole("button", { name: "Unused" }))
      .toHaveAttribute("aria-pressed", "false");
    await page.getByRole("button", { name: "All" }).click();
    await expect.element(item("gres-vert_0410.heic")).toBeVisible();
  });

  test("when every item is in a post, it is said so", async () => {
    const fake = await openStudio({ lang: "fr", at: "/library" });
    fake.answers.asset_list = ({ unused }) => (unused ? { assets: [], total: 0 } : { assets: [], total: 3 });
    await page.getByRole("button", { name: "Inutilisés" }).click();
    await expect.element(page.getByText("Chaque média est dans un post.")).toBeVisible();
  });
});

describe("Quick look", () => {
  test("Space shows the item large, arrows go on, and Escape comes back to the one looked at", async () => {
    await openStudio({ lang: "en", at: "/library" });
    await item("gres-vert_0410.heic").click();
    await press(" ");
    await expect.element(dialog().getByRole("heading", { name: "gres-vert_0410.heic" })).toBeVisible();
    await expectAccessible();
    await press("{ArrowRight}{ArrowRight}");
    await expect.element(dialog().getByRole("heading", { name: "gres-vert_0412.heic" })).toBeVisible();
    await expect.element(dialog().getByRole("status")).toHaveTextContent("gres-vert_0412.heic, 3 of 6");
    await press("{ArrowLeft}");
    await expect.element(dialog().getByRole("heading", { name: "gres-vert_0411.heic" })).toBeVisible();
    await press("{Escape}");
    await expect.element(dialog()).not.toBeInTheDocument();
    await expect.element(item("gres-vert_0411.heic")).toHaveFocus();
    await expect.element(item("gres-vert_0411.heic")).toHaveAttribute("aria-selected", "true");
  });

  test("Space closes it too, and at the last item the button that goes on keeps the focus", async () => {
    await openStudio({ lang: "en", at: "/library" });
    await item("gres-vert_0414.heic").click();
    await page.getByRole("button", { name: "Quick look" }).click();
    const next = dialog().getByRole("button", { name: "Next item" });
    await next.click();
    await expect.element(dialog().getByRole("heading", { name: "four.mp4" })).toBeVisible();
    await expect.element(next).toHaveAttribute("aria-disabled", "true");
    await expect.element(next).toHaveFocus();
    await press("{Enter}{ArrowLeft}");
    await expect.element(dialog().getByRole("heading", { name: "gres-vert_0414.heic" })).toBeVisible();
    await press("{Escape}");
    await expect.element(item("gres-vert_0414.heic")).toHaveFocus();
    await page.getByRole("button", { name: "Quick look" }).click();
    await press("{Escape}");
    await expect.element(page.getByRole("button", { name: "Quick look" })).toHaveFocus();
    await item("gres-vert_0414.heic").click();
    await press(" ");
    await expect.element(dialog()).toBeVisible();
    await press(" ");
    await expect.element(dialog()).not.toBeInTheDocument();
    await expect.element(item("gres-vert_0414.heic")).toHaveFocus();
  });

  test("a space in the search or the description is a space", async () => {
    await openStudio({ lang: "en", at: "/library" });
    await item("gres-vert_0410.heic").click();
    const field = page.getByRole("textbox", { name: "Description for those who cannot see it" });
    await field.click();
    await press("two words");
    await expect.element(field).toHaveValue("two words");
    await expect.element(dialog()).not.toBeInTheDocument();
  });
});
