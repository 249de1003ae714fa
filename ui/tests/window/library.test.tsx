import { emit } from "@tauri-apps/api/event";
import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { Crop, Rendition } from "@/ipc";
import { mediaUrl, serveMediaFrom } from "@/ipc/media";
import { asset } from "../../dev/fake/core";
import { expectAccessible } from "../setup";
import { drop, openStudio, requests } from "./studio";

const rendition = (id: string): Rendition => ({
  id,
  asset_id: "asset-0",
  network: "bluesky",
  format: "post",
  format_name: "Post",
  preset: "original",
  preset_name: "Original",
  kind: "image",
  mime: "image/jpeg",
  width_px: 1,
  height_px: 1,
  bytes: 1,
  duration_ms: null,
  crop: null,
  hash: "",
  took_ms: null,
  steps: [],
});
const press = (keys: string) => userEvent.keyboard(keys);
const item = (name: string) => page.getByRole("option", { name });
const dialog = () => page.getByRole("dialog");

test("a library of more than one page is read to its end", async () => {
  const fake = await openStudio({ lang: "en", at: "/library", assets: 2_500 });
  await expect
    .poll(() => requests(fake, "asset_list"))
    .toMatchObject([{ offset: 0 }, { offset: 1_000 }, { offset: 2_000 }]);
  await item(asset(0).name).first().click();
  await press("{Control>}a{/Control}");
  await expect.element(page.getByRole("toolbar", { name: /2,500/ })).toBeVisible();
});

test("the ring around a tile is seen whole, at the edge of the grid and below what was scrolled away", async () => {
  await openStudio({ lang: "en", at: "/library", assets: 60 });
  await item(asset(0).name).first().click();
  const grid = page.getByRole("listbox", { name: "Media" }).element();
  // Its offset and its width, px.
  const ring = 2 + 3;
  const room = () => {
    const tile = document.activeElement?.getBoundingClientRect();
    const frame = grid.getBoundingClientRect();
    return tile ? { left: tile.left - frame.left, top: tile.top - frame.top } : { left: 0, top: 0 };
  };
  expect(room().left).toBeGreaterThanOrEqual(ring);
  expect(getComputedStyle(document.activeElement ?? grid).outlineWidth).toBe("3px");
  for (let step = 0; step < 9; step += 1) await press("{ArrowDown}");
  await expect.poll(() => grid.scrollTop).toBeGreaterThan(400);
  for (let step = 0; step < 7; step += 1) await press("{ArrowUp}");
  await expect.poll(() => room().top).toBeGreaterThanOrEqual(ring);
});

describe("The tile of a film", () => {
  const sign = () => item("four.mp4, 0:18").element().querySelector("[data-state]");

  test("says that it is one until its picture is there", async () => {
    const seen = new Set<string | undefined>();
    const watch = new MutationObserver(() => {
      for (const each of document.querySelectorAll<HTMLElement>("[role=option] [data-state]"))
        seen.add(each.dataset.state);
    });
    watch.observe(document.body, { childList: true, subtree: true });
    await openStudio({ lang: "en", at: "/library" });
    await expect.poll(sign).toBe(null);
    await expect.element(item("four.mp4, 0:18")).toBeVisible();
    watch.disconnect();
    expect([...seen]).toEqual(["coming"]);
    expect(item("four.mp4, 0:18").element().querySelector("img")).not.toBe(null);
  });

  test("asks again for a picture that could not be made at first", async () => {
    const served = mediaUrl("thumb", "").replace(/\/thumb\/$/, "");
    serveMediaFrom("data:image/gif;base64,broken#");
    await openStudio({ lang: "en", at: "/library" });
    await expect.poll(() => sign()?.getAttribute("data-state")).toBe("failed");
    serveMediaFrom(served);
    await expect.poll(sign, { timeout: 6_000 }).toBe(null);
    expect(item("four.mp4, 0:18").element().querySelector("img")).not.toBe(null);
  });

  test("says so for good where no picture can be made of it", async () => {
    serveMediaFrom("data:image/gif;base64,broken#");
    await openStudio({ lang: "en", at: "/library" });
    await expect.element(item("four.mp4, 0:18")).toBeVisible();
    await expect.poll(() => sign()?.getAttribute("data-state")).toBe("failed");
    expect(document.querySelectorAll("[role=option] [data-state]").length, "of films alone").toBe(1);
    await expectAccessible();
  });
});

test("what a film is made of has the names that people give it, and nothing stands for what is not told", async () => {
  const fake = await openStudio({ lang: "fr", at: "/queue" });
  const film = asset(5);
  const info = { ...film.info, container: "mov", audio_codec: "pcm_s16le", color: "" };
  fake.answers.asset_list = () => ({ assets: [{ ...film, info }], total: 1 });
  await page.getByRole("link", { name: "Médiathèque" }).click();
  await item("four.mp4, 0:18").click();
  const details = page.getByRole("complementary", { name: "Détails" });
  await expect.element(details.getByText("MOV, H.264, PCM")).toBeVisible();
  await expect.element(details.getByText("Couleur")).not.toBeInTheDocument();
});

test("a sound shows its picture under its title, and what is written in it", async () => {
  const fake = await openStudio({ lang: "en", at: "/queue" });
  const chapter = (start_ms: number) => ({ start_ms, end_ms: start_ms + 9_000, title: "" });
  const written = { title: "On air", artist: "Radio Ada", chapters: [chapter(0), chapter(9_000)] };
  const sound = { ...written, channels: 2, rate_hz: 44_100, bitrate_bps: 128_000, has_cover: true };
  const info = { ...asset(5).info, kind: "audio" as const, width_px: 0, height_px: 0, sound };
  fake.answers.asset_list = () => ({ assets: [{ ...asset(5), info }], total: 1 });
  await page.getByRole("link", { name: "Library" }).click();
  const tile = item("On air, 0:18");
  await expect.element(tile.getByText("On air")).toBeVisible();
  await expect.poll(() => tile.element().querySelector("img")?.src).toContain("/thumb/");
  await tile.click();
  const details = page.getByRole("complementary", { name: "Details" });
  await expect.element(details.getByText("Radio Ada, On air")).toBeVisible();
  await expect.element(details.getByText("Chapters")).toBeVisible();
  await expectAccessible();
});

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

  test("an original that no web view draws is looked at as the largest file made of it", async () => {
    const fake = await openStudio({ lang: "en", at: "/library" });
    const file = (id: string, width_px: number, crop: Crop | null) => ({ ...rendition(id), width_px, crop });
    fake.answers.asset_get = () => ({
      asset: asset(0),
      renditions: [
        file("small", 800, null),
        file("cropped", 4000, { x: 0, y: 0, width: 1, height: 1 }),
        file("large", 2000, null),
      ],
      used_in: [],
    });
    await item("gres-vert_0410.heic").click();
    await press(" ");
    await expect
      .poll(() => document.querySelector("[role=dialog] img")?.getAttribute("src"))
      .toMatch(/rendition\/large$/);
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

describe("Files on their way in", () => {
  const refused = {
    code: "media.damaged" as const,
    message: "The picture is damaged.",
    subject: "broken.jpg",
    fix: "Export it anew.",
    retryable: false,
  };
  const tiles = () => page.getByRole("list", { name: "Coming in" });

  test("a tile says which file is being copied and how far, and its end is announced", async () => {
    const fake = await openStudio({ lang: "en", at: "/library" });
    await expect.element(item("gres-vert_0410.heic")).toBeVisible();
    let end = () => undefined as unknown;
    fake.answers.media_import = () =>
      new Promise((resolve) => {
        end = () => resolve({ assets: [asset(0), asset(1)], failures: [refused], left: 0 });
      });
    await drop("/photos/a.heic", "/photos/b.heic", "/photos/broken.jpg");
    await expect.element(tiles().getByText("Reading the files…")).toBeVisible();
    await emit("importing", { name: "b.heic", bytes: 5, total_bytes: 10, files: 1, total_files: 3 });
    await expect.element(tiles().getByText("File 2 of 3")).toBeVisible();
    const bar = tiles().getByRole("progressbar", { name: "File 2 of 3, b.heic" });
    await expect.element(bar).toHaveAttribute("aria-valuenow", "50");
    await expectAccessible();
    end();
    await expect.element(page.getByText(/^2.items imported, 1.file refused$/)).toBeInTheDocument();
    await expect.element(bar).not.toBeInTheDocument();
  });

  test("a file that failed stands as a tile with its reason and its way out, until it comes in", async () => {
    const fake = await openStudio({ lang: "en", at: "/library" });
    await expect.element(item("gres-vert_0410.heic")).toBeVisible();
    fake.answers.media_import = () => ({ assets: [], failures: [refused], left: 0 });
    await drop("/photos/broken.jpg");
    await expect.element(tiles().getByText("The picture is damaged. Export it anew.")).toBeVisible();
    await expect.poll(() => document.querySelectorAll('[class*="toast"]').length).toBe(0);
    await expectAccessible();
    fake.answers.media_import = () => ({ assets: [asset(0)], failures: [], left: 0 });
    await tiles().getByRole("button", { name: "Try again, broken.jpg" }).click();
    await expect.element(tiles()).not.toBeInTheDocument();
    expect(requests(fake, "media_import").at(-1)).toEqual({ paths: ["/photos/broken.jpg"] });
  });

  test("what failed elsewhere is told there, found in the library, and can be dismissed", async () => {
    const fake = await openStudio({ lang: "en", at: "/queue" });
    await expect.element(page.getByRole("heading", { name: "Queue" })).toBeVisible();
    fake.answers.media_import = () => ({ assets: [], failures: [refused], left: 0 });
    await drop("/photos/broken.jpg");
    await expect.element(page.getByText(/The picture is damaged/).first()).toBeVisible();
    await page.getByRole("link", { name: /^Library/ }).click();
    await tiles().getByRole("button", { name: "Dismiss broken.jpg" }).click();
    await expect.element(tiles()).not.toBeInTheDocument();
  });

  test("what a step loses stands on a line of its own", async () => {
    const fake = await openStudio({ lang: "fr", at: "/library" });
    const steps = [{ step: "cropped", text: "Recadrée", loss: "Le visage n’est pas entier" }];
    fake.answers.asset_get = () => ({
      asset: asset(0),
      renditions: [{ ...rendition("r"), steps }],
      used_in: [],
    });
    await item("gres-vert_0410.heic").click();
    await page.getByText("Ce qui a été fait").click();
    const loss = page.getByText("Le visage n’est pas entier", { exact: true });
    await expect.element(loss).toBeVisible();
    const [line, step] = [loss.element(), page.getByText(/^Recadrée/).element()];
    expect(line.parentElement, "it belongs to its step").toBe(step);
    expect(line.getBoundingClientRect().left).toBe(step.getBoundingClientRect().left);
  });

  test("the work on an item has a name of its own", async () => {
    await openStudio({ lang: "fr", at: "/library" });
    await expect.element(item("gres-vert_0410.heic")).toBeVisible();
    await emit("progress", {
      job_id: "j",
      asset_id: "asset-0",
      state: "running",
      done: 1,
      total: 6,
      percent: 20,
      eta_ms: null,
    });
    await expect
      .poll(() => [...document.querySelectorAll("progress")].map((bar) => bar.ariaLabel))
      .toEqual(["Fichiers en préparation pour gres-vert_0410.heic"]);
  });
});
