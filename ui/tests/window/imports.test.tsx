import { describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { drop, openStudio } from "./studio";

const first = () => page.getByRole("option", { name: "gres-vert_0410.heic" });

describe("A folder that was not looked through when its import was stopped", () => {
  test.each([
    ["fr", /^Import arrêté\u00a0: aucun fichier ajouté, tout le reste a été laissé de côté\.$/],
    ["en", /^Import stopped: no file added, everything else left out\.$/],
  ] as const)("is not counted as one file, in %s", async (lang, words) => {
    const fake = await openStudio({ lang, at: "/library" });
    await expect.element(first()).toBeVisible();
    fake.answers.media_import = () => ({ assets: [], failures: [], left: null });
    await drop("/shooting");
    await expect.element(page.getByRole("status").getByText(words)).toBeVisible();
  });
});
