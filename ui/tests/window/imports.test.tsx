import { emit } from "@tauri-apps/api/event";
import { describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import type { ErrorDto, Imported, Target } from "@/ipc";
import { asset, type Fake } from "../../dev/fake/core";
import { drop, openStudio, requests } from "./studio";

const button = (name: string | RegExp) => page.getByRole("button", { name });
const arrivals = () => page.getByRole("list", { name: "Coming in" });
const first = () => page.getByRole("option", { name: "gres-vert_0410.heic" });
const target = (network: Target["network"]): Target => ({ network, account: null, format: null });
const ONE: Imported = { assets: [asset(0)], failures: [], left: 0 };
const importing = { name: "film.mp4", bytes: 1, total_bytes: 4_000, files: 0, total_files: 2 };
const refused: ErrorDto = {
  code: "media.damaged",
  message: "The picture is damaged.",
  subject: "broken.jpg",
  fix: "Export it anew.",
  retryable: false,
};

/** Imports end when the test says so: one way to end each, in the order in which they were begun. */
function held(fake: Fake): ((brought: Imported) => void)[] {
  const ends: ((brought: Imported) => void)[] = [];
  fake.answers.media_import = () => new Promise((resolve) => ends.push(resolve));
  return ends;
}

/** Drops files and waits until they are asked for. */
async function bring(fake: Fake, path: string): Promise<void> {
  const before = requests(fake, "media_import").length;
  await drop(path);
  await expect.poll(() => requests(fake, "media_import").length).toBe(before + 1);
}

/** Puts another client on screen. */
async function goTo(client: string): Promise<void> {
  await button(/^(Switch client|Changer de client)/).click();
  await page.getByRole("menuitem", { name: new RegExp(client) }).click();
  await expect.element(button(new RegExp(`client ${client}`))).toBeVisible();
}

describe("An import of one client, with another one on screen", () => {
  test("is not counted there, and is seen again when its own comes back", async () => {
    const fake = await openStudio({ lang: "en", at: "/library" });
    await expect.element(first()).toBeVisible();
    const ends = held(fake);
    await bring(fake, "/a");
    await expect.element(arrivals()).toBeVisible();
    await goTo("Café Lumen");
    await expect.element(first()).toBeVisible();
    await expect.element(arrivals()).not.toBeInTheDocument();

    await bring(fake, "/b");
    await emit("importing", importing);
    await expect.element(arrivals().getByText("File 1 of 2")).toBeVisible();
    ends[0]?.({ ...ONE, failures: [refused] });
    await expect.element(page.getByText(/^1.item imported for Atelier Brume$/)).toBeVisible();
    await expect.element(arrivals().getByText("File 1 of 2")).toBeVisible();
    await expect.element(arrivals().getByText("broken.jpg")).not.toBeInTheDocument();
    await goTo("Atelier Brume");
    await expect.element(first()).toBeVisible();
    await expect.element(arrivals()).not.toBeInTheDocument();
    await goTo("Café Lumen");
    await expect.element(arrivals()).toBeVisible();
    ends[1]?.(ONE);
    await expect.element(arrivals()).not.toBeInTheDocument();
  });

  test("is not put into a post there, nor into the one that it was dropped on", async () => {
    const fake = await openStudio({ lang: "fr", draft: { targets: [target("bluesky")] } });
    await expect.element(page.getByRole("textbox", { name: "Texte du post" })).toBeVisible();
    const ends = held(fake);
    await bring(fake, "/a.heic");
    await goTo("Café Lumen");
    await expect.element(page.getByRole("textbox", { name: "Texte du post" })).toBeVisible();
    const saves = requests(fake, "post_save").length;
    ends[0]?.(ONE);
    await expect
      .element(page.getByRole("status").getByText(/^1\u00a0média importé chez Atelier Brume$/))
      .toBeVisible();
    expect(requests(fake, "asset_get")).toEqual([]);
    expect(requests(fake, "post_save")).toHaveLength(saves);
    expect(fake.post().draft.body.media).toEqual([]);
  });
});

describe("Two imports of one client", () => {
  test("are stopped each by itself: one that begins later can be stopped too", async () => {
    const fake = await openStudio({ lang: "en", at: "/library" });
    await expect.element(first()).toBeVisible();
    const ends = held(fake);
    await bring(fake, "/a");
    await button("Stop the import").click();
    await expect.element(button("Stopping…")).toBeVisible();
    await bring(fake, "/b");
    await button("Stop the import").click();
    await expect.element(button("Stopping…")).toBeVisible();
    expect(requests(fake, "media_import_cancel")).toHaveLength(2);
    ends[0]?.({ assets: [], failures: [], left: 1 });
    await expect.element(page.getByText(/^Import stopped: no file added, 1.left out\.$/)).toBeVisible();
    await expect.element(button("Stopping…")).toBeVisible();
    ends[1]?.({ assets: [], failures: [], left: 2 });
    await expect.element(arrivals()).not.toBeInTheDocument();
  });
});

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
