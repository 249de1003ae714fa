import { emit } from "@tauri-apps/api/event";
import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { call, type ErrorDto, type Imported, type Progress, type Target } from "@/ipc";
import { asset, type Fake } from "../../dev/fake/core";
import { expectAccessible } from "../setup";
import { drop, openStudio, requests } from "./studio";

const press = (keys: string) => userEvent.keyboard(keys);
const button = (name: string | RegExp) => page.getByRole("button", { name });
const target = (network: Target["network"]): Target => ({ network, account: null, format: null });

/** An import that goes on until it is stopped, and what it answers then. */
function endless(fake: Fake, brought: Imported): void {
  let end = () => undefined as unknown;
  fake.answers.media_import = () =>
    new Promise((resolve) => {
      end = () => resolve(brought);
    });
  fake.answers.media_import_cancel = () => {
    end();
    return {};
  };
}

const refused: ErrorDto = {
  code: "media.damaged",
  message: "The picture is damaged.",
  subject: "broken.jpg",
  fix: "Export it anew.",
  retryable: false,
};
const THREE: Imported = { assets: [asset(0), asset(1), asset(2)], failures: [], left: 17 };
const importing = { name: "film.mp4", bytes: 1, total_bytes: 4_000, files: 3, total_files: 20 };

describe("An import", () => {
  test("is stopped in the library, and says what came in and what did not", async () => {
    const fake = await openStudio({ lang: "fr", at: "/library" });
    await expect.element(page.getByRole("option", { name: "gres-vert_0410.heic" })).toBeVisible();
    endless(fake, THREE);
    await drop("/photos");
    await emit("importing", importing);
    const arrivals = page.getByRole("list", { name: "Arrivées" });
    await expect.element(arrivals.getByText("Fichier 4 sur 20")).toBeVisible();
    await expectAccessible();
    await arrivals.getByRole("button", { name: "Arrêter l’import" }).click();
    const words = /^Import arrêté\u00a0: 3\u00a0fichiers ajoutés, 17\u00a0laissés de côté\.$/;
    await expect.element(page.getByRole("status").getByText(words)).toBeVisible();
    await expect.element(arrivals).not.toBeInTheDocument();
    expect(requests(fake, "media_import_cancel")).toHaveLength(1);
  });

  test("is stopped by Escape, once, and counts what was refused apart", async () => {
    const fake = await openStudio({ lang: "en", at: "/library" });
    await expect.element(page.getByRole("option", { name: "gres-vert_0410.heic" })).toBeVisible();
    endless(fake, { assets: [], failures: [refused], left: 2 });
    const end = fake.answers.media_import_cancel;
    fake.answers.media_import_cancel = () => ({});
    await drop("/photos");
    await expect.element(button("Stop the import")).toBeVisible();
    (button("Stop the import").element() as HTMLElement).focus();
    await press("{Escape}");
    await expect.element(button("Stopping…")).toHaveFocus();
    await press("{Escape}{Enter}");
    expect(requests(fake, "media_import_cancel")).toHaveLength(1);
    end?.(undefined as never);
    await expect
      .element(page.getByText(/^Import stopped: no file added, 1.refused, 2.left out\.$/))
      .toBeVisible();
  });

  test("shows itself in the composer once it lasts, and what came in before its end is in the post", async () => {
    const fake = await openStudio({ lang: "en", draft: { targets: [target("bluesky")] } });
    await expect.element(page.getByRole("textbox", { name: "Text of the post" })).toBeVisible();
    endless(fake, { assets: [asset(0)], failures: [], left: 1 });
    await drop("/photos/a.heic", "/photos/film.mp4");
    const coming = page.getByRole("region", { name: "Coming in" });
    await expect.element(coming).toBeVisible();
    await expectAccessible();
    await coming.getByRole("button", { name: "Stop the import" }).click();
    await expect.element(page.getByText(/^Import stopped: 1.file added, 1.left out\.$/)).toBeVisible();
    await expect.element(coming).not.toBeInTheDocument();
    await expect.poll(() => fake.post().draft.body.media.map((medium) => medium.asset)).toEqual(["asset-0"]);
  });

  test("that is over at once does not show itself in the composer", async () => {
    await openStudio({ lang: "en", draft: { targets: [target("bluesky")] } });
    await expect.element(page.getByRole("textbox", { name: "Text of the post" })).toBeVisible();
    let seen = 0;
    const watch = new MutationObserver(() => {
      seen += document.querySelectorAll('[aria-label="Coming in"]').length;
    });
    watch.observe(document.body, { childList: true, subtree: true });
    await drop("/photos/a.heic");
    await expect.element(button(/^Item 1/)).toBeVisible();
    watch.disconnect();
    expect(seen).toBe(0);
  });

  test("is stopped in the first run", async () => {
    const fake = await openStudio({ lang: "fr", firstRun: true, accounts: false });
    await expect.element(button("Choisir des fichiers")).toBeVisible();
    endless(fake, { assets: [], failures: [], left: 1 });
    await drop("/films/long.mp4");
    await page.getByRole("region", { name: "Arrivées" }).getByRole("button").click();
    await expect
      .element(page.getByText(/^Import arrêté\u00a0: aucun fichier ajouté, 1\u00a0laissé de côté\.$/))
      .toBeVisible();
    await expect.element(button("Choisir des fichiers")).toBeVisible();
  });
});

describe("Files being prepared", () => {
  const name = asset(0).name;
  const running: Progress = {
    job_id: "j",
    asset_id: "asset-0",
    state: "running",
    done: 1,
    total: 6,
    percent: 20,
    eta_ms: null,
  };

  test("are stopped on a tile of the composer, which says so, and goes on when asked", async () => {
    const networks = ["bluesky", "instagram", "facebook", "threads", "x", "linkedin", "pinterest"] as const;
    const targets = networks.map(target);
    const fake = await openStudio({ lang: "fr", assets: 1, draft: { targets }, pace: 700 });
    const stop = button(`Arrêter la préparation de ${name}`);
    await expect.element(stop, { timeout: 5_000 }).toBeVisible();
    await expectAccessible();
    await stop.click();
    await expect.element(page.getByText("Arrêté", { exact: true })).toBeVisible();
    const again = button(`Reprendre la préparation de ${name}`);
    await expect.element(again).toBeVisible();
    await expect.element(button(`Média 1, ${name}`)).toHaveFocus();
    await expectAccessible();
    expect(requests(fake, "prepare_cancel")).toEqual([{ job_ids: ["job-1"] }]);
    expect(requests(fake, "prepare_start")).toHaveLength(1);

    await again.click();
    await expect.element(stop, { timeout: 5_000 }).toBeVisible();
    expect(requests(fake, "prepare_start")).toEqual([
      { post_id: fake.post().id, keep_stopped: true },
      { post_id: fake.post().id },
    ]);
    await expect.element(button(`Média 1, ${name}`)).toHaveFocus();
    await expect.element(again).not.toBeInTheDocument();
  });

  test("stay stopped when the person leaves the post and comes back, until they ask", async () => {
    const draft = { targets: [target("bluesky"), target("instagram")] };
    const fake = await openStudio({ lang: "en", assets: 1, draft, pace: 700 });
    await button(`Stop preparing ${name}`).click();
    await expect.element(page.getByText("Stopped", { exact: true })).toBeVisible();
    await page.getByRole("link", { name: /^Queue/ }).click();
    await expect.element(page.getByRole("textbox", { name: "Text of the post" })).not.toBeInTheDocument();
    await page.getByRole("link", { name: /^Compose/ }).click();
    await expect.poll(() => requests(fake, "prepare_start").length).toBe(2);
    expect((await call("rendition_list", { asset_ids: ["asset-0"] })).stopped).toEqual(["asset-0"]);
    await expect.element(page.getByText("Stopped", { exact: true })).toBeVisible();
    await button(`Go on preparing ${name}`).click();
    await expect.element(button(`Stop preparing ${name}`)).toBeVisible();
  });

  test("are stopped while they wait for their turn", async () => {
    const draft = { targets: [target("bluesky")] };
    const fake = await openStudio({ lang: "fr", assets: 1, draft, pace: 60_000 });
    await expect.element(page.getByText("En préparation", { exact: true })).toBeVisible();
    await expectAccessible();
    await button(`Arrêter la préparation de ${name}`).click();
    await expect.element(page.getByText("Arrêté", { exact: true })).toBeVisible();
    expect(requests(fake, "prepare_cancel")).toEqual([{ job_ids: ["job-1"] }]);
  });

  test("are stopped in the first run, which keeps what is ready and goes on when asked", async () => {
    const fake = await openStudio({ lang: "en", firstRun: true, accounts: false, pace: 150 });
    await expect.element(button("Choose files")).toBeVisible();
    await drop("/photos/vase.heic");
    await expect.element(page.getByText(/^[2-9].files ready$/)).toBeVisible();
    await button("Stop preparing").click();
    await expect.element(page.getByText(/files ready of 12, stopped$/)).toBeVisible();
    await expectAccessible();
    expect(requests(fake, "prepare_cancel")).toEqual([{ job_ids: ["job-1"] }]);
    await button("Go on preparing").click();
    await expect.element(page.getByText(/^12.files ready$/), { timeout: 10_000 }).toBeVisible();
    await expect.element(button("Stop preparing")).not.toBeInTheDocument();
    await expect.element(button("Go on preparing")).not.toBeInTheDocument();
  });

  test("are stopped beside an item of the library", async () => {
    const fake = await openStudio({ lang: "en", at: "/library" });
    await page.getByRole("option", { name: "gres-vert_0410.heic" }).click();
    await emit("progress", running);
    await expect.element(page.getByText(/^Files being prepared: 1 of 6$/)).toBeVisible();
    await button("Stop preparing").click();
    await expect.poll(() => requests(fake, "prepare_cancel")).toEqual([{ job_ids: ["j"] }]);
    await emit("progress", { ...running, state: "cancelled" });
    await expect.element(button("Stop preparing")).not.toBeInTheDocument();
  });
});
