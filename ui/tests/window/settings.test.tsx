import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { call } from "@/ipc";
import { openStudio, requests } from "./studio";

describe("The client in the settings", () => {
  test("gets another language for its texts, and the editor writes in it", async () => {
    const fake = await openStudio({ lang: "en", at: "/settings" });
    await page.getByRole("button", { name: /Language of its texts/ }).click();
    await page.getByRole("option", { name: "English" }).click();
    await expect.poll(() => requests(fake, "workspace_rename")).toEqual([{ id: "w1", lang: "en" }]);
    await expect.element(page.getByRole("button", { name: /English\s*Language of its texts/ })).toBeVisible();
    await page.getByRole("link", { name: /^Compose/ }).click();
    await expect
      .element(page.getByRole("textbox", { name: "Text of the post" }))
      .toHaveAttribute("lang", "en");
  });

  test("gets another zone, which the queue says at once", async () => {
    const fake = await openStudio({ lang: "fr", at: "/settings" });
    await page.getByRole("button", { name: /Fuseau horaire/ }).click();
    await page.getByRole("option", { name: /New York/ }).click();
    await expect
      .poll(() => requests(fake, "workspace_rename"))
      .toEqual([{ id: "w1", zone: "America/New_York" }]);
    await page.getByRole("link", { name: /^File d’attente/ }).click();
    await expect.element(page.getByText(/^Fuseau.: New York$/)).toBeVisible();
  });

  test("gets another name once the field is left", async () => {
    const fake = await openStudio({ lang: "en", at: "/settings" });
    await page.getByRole("textbox", { name: "Name" }).fill("Atelier Brume et fils");
    expect(requests(fake, "workspace_rename")).toEqual([]);
    await userEvent.keyboard("{Tab}");
    await expect
      .poll(() => requests(fake, "workspace_rename"))
      .toEqual([{ id: "w1", name: "Atelier Brume et fils" }]);
  });

  test("Enter saves the name, and what takes it back is what the field shows then", async () => {
    const fake = await openStudio({ lang: "en", at: "/settings" });
    const field = page.getByRole("textbox", { name: "Name" });
    await field.fill("Ville");
    await userEvent.keyboard("{Enter}");
    const saved = { id: "w1", name: "Ville" };
    await expect.poll(() => requests(fake, "workspace_rename")).toEqual([saved]);
    await expect.element(field).toHaveFocus();
    const back = { id: "w1", name: "Atelier Brume" };
    await call("workspace_rename", back);
    await expect.element(field).toHaveValue("Atelier Brume");
    await userEvent.keyboard("{Tab}");
    await expect.element(field).not.toHaveFocus();
    expect(requests(fake, "workspace_rename")).toEqual([saved, back]);
  });

  test("Escape gives the old name back, and so does an empty field that is left", async () => {
    const fake = await openStudio({ lang: "fr", at: "/settings" });
    const field = page.getByRole("textbox", { name: "Nom" });
    await field.fill("Ville");
    await userEvent.keyboard("{Escape}");
    await expect.element(field).toHaveValue("Atelier Brume");
    await field.fill(" ");
    await userEvent.keyboard("{Tab}");
    await expect.element(field).toHaveValue("Atelier Brume");
    expect(requests(fake, "workspace_rename")).toEqual([]);
  });
});
