import { emit } from "@tauri-apps/api/event";
import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { PostSave, Rendition, Target } from "@/ipc";
import { expectAccessible } from "../setup";
import { drop, openStudio, requests } from "./studio";

const target = (network: Target["network"], account: string | null): Target => ({
  network,
  account,
  format: null,
});
const cropped = (network: Rendition["network"], name: string, loss: string): Rendition => ({
  id: `${network}-${name}`,
  asset_id: "asset-0",
  network,
  format: "post",
  format_name: "Post",
  preset: name,
  preset_name: name,
  kind: "image",
  mime: "image/jpeg",
  width_px: 1080,
  height_px: 1080,
  bytes: 412_000,
  duration_ms: null,
  crop: null,
  hash: "",
  took_ms: null,
  steps: [{ step: "cropped", text: "", loss }],
});
const body = (text: string) => ({ text, fields: {}, media: [] });

describe("Compose", () => {
  test("a key is on its way to the disk within 300 ms, and the save carries the whole text", async () => {
    const fake = await openStudio({ lang: "en", draft: { targets: [target("bluesky", "acc-bs")] } });
    const text = page.getByRole("textbox", { name: "Text of the post" });
    await text.click();
    await userEvent.keyboard("Four pots");
    const start = performance.now();
    await expect.poll(() => requests(fake, "post_save").length, { interval: 10 }).toBeGreaterThan(0);
    expect(performance.now() - start).toBeLessThan(300);
    await expect
      .poll(() => (requests(fake, "post_save").at(-1) as PostSave).draft.body.text)
      .toBe("Four pots");
    await expect.element(page.getByText("Saved")).toBeVisible();
  });

  test("steady typing is saved while it goes on, one save at a time, each on the revision before", async () => {
    const fake = await openStudio({ lang: "en" });
    await page.getByRole("textbox", { name: "Text of the post" }).click();
    await userEvent.keyboard("abcdefghijklmnopqrstuvwxyz");
    await expect.poll(() => fake.post().draft.body.text).toBe("abcdefghijklmnopqrstuvwxyz");
    const revisions = requests(fake, "post_save").map((request) => (request as PostSave).revision);
    expect(revisions).toEqual(revisions.map((_, index) => index + 1));
  });

  test("Enter makes a line, and a blank line is a blank line", async () => {
    const fake = await openStudio({ lang: "en" });
    await page.getByRole("textbox", { name: "Text of the post" }).click();
    await userEvent.keyboard("one{Enter}{Enter}two");
    await expect.poll(() => fake.post().draft.body.text).toBe("one\n\ntwo");
  });

  test("a text for one network starts as the common one, and merges back with an undo", async () => {
    const fake = await openStudio({
      lang: "en",
      draft: { body: body("Common"), targets: [target("x", "acc-x"), target("bluesky", "acc-bs")] },
    });
    await page.getByRole("button", { name: "Adapt", exact: true }).click();
    await page.getByRole("menuitem", { name: "Adapt for X" }).click();
    const text = page.getByRole("textbox", { name: "Text of the post" });
    await expect.element(text).toHaveTextContent("Common");
    await text.click();
    await userEvent.keyboard(" for X");
    await expect.poll(() => fake.post().draft.variants[0]?.text).toBe("Common for X");
    expect(fake.post().draft.body.text).toBe("Common");
    await page.getByRole("button", { name: "Back to the common text" }).click();
    await expect.poll(() => fake.post().draft.variants).toEqual([]);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => fake.post().draft.variants[0]?.text).toBe("Common for X");
  });

  test("the problem of one network offers a fix, and the fix touches that network only", async () => {
    const long = "x".repeat(290);
    const fake = await openStudio({
      lang: "en",
      draft: { body: body(long), targets: [target("x", "acc-x"), target("linkedin", "acc-li")] },
    });
    await expect.element(page.getByText("X: 10 characters over.")).toBeVisible();
    await page.getByRole("button", { name: "Shorten" }).click();
    await expect.poll(() => fake.post().draft.variants[0]?.text?.length).toBe(280);
    expect(fake.post().draft.body.text).toBe(long);
    await expect.element(page.getByText("X: 10 characters over.")).not.toBeInTheDocument();
  });

  test("dropped files land in the post and are prepared; the veil says what will happen", async () => {
    const fake = await openStudio({
      lang: "en",
      pace: 20,
      draft: { targets: [target("bluesky", "acc-bs")] },
    });
    await expect.element(page.getByRole("textbox", { name: "Text of the post" })).toBeVisible();
    await drop("/photos/été 1.jpg");
    await expect.element(page.getByRole("button", { name: /^Item 1, gres-vert/ })).toBeVisible();
    await expect
      .poll(() => requests(fake, "prepare_start"))
      .toEqual([{ post_id: "post-1", keep_stopped: true }]);
    expect(fake.dropped).toEqual(["/photos/été 1.jpg"]);
  });

  test("a network may have its own media", async () => {
    const fake = await openStudio({
      lang: "en",
      assets: 2,
      draft: {
        targets: [target("x", "acc-x")],
        variants: [{ scope: { kind: "network", network: "x" }, text: "short", fields: {}, media: null }],
      },
    });
    await page.getByRole("tab", { name: "X, Adapted" }).click();
    await page.getByRole("button", { name: "Choose other media here" }).click();
    await page.getByRole("button", { name: /^Remove gres-vert_0410/ }).click();
    await expect
      .poll(() => fake.post().draft.variants[0]?.media?.map((medium) => medium.asset))
      .toEqual(["asset-1"]);
    expect(fake.post().draft.body.media).toHaveLength(2);
  });

  test("the focal point moves with the arrow keys, the description with the keyboard", async () => {
    const fake = await openStudio({ lang: "en", assets: 1, draft: { targets: [target("x", "acc-x")] } });
    await page.getByRole("button", { name: /^Item 1/ }).click();
    await page.getByRole("textbox", { name: "Description" }).fill("A green vase");
    await expect.poll(() => fake.post().draft.body.media[0]?.alt).toBe("A green vase");
    const marker = page.getByRole("button", { name: /^Focal point/ });
    (marker.element() as HTMLElement).focus();
    await userEvent.keyboard("{ArrowLeft}{ArrowUp}");
    await expect.poll(() => fake.post().draft.body.media[0]?.focus).toEqual({ x: 0.48, y: 0.48 });
    await expectAccessible(page.getByRole("dialog").element());
  });

  test("a crop that loses somebody says so, and margins keep everybody", async () => {
    const fake = await openStudio({ lang: "en", assets: 1, draft: { targets: [target("tiktok", null)] } });
    await page.getByRole("button", { name: /^Item 1/ }).click();
    await expect.element(page.getByText(/^Whole faces: 2 of 3/)).toBeVisible();
    await expectAccessible(page.getByRole("dialog").element());
    await page.getByRole("button", { name: "Blurred margins on every network", exact: true }).click();
    await expect.poll(() => fake.post().draft.body.media[0]?.fit).toBe("blur");
    await expect.poll(() => page.getByText(/^Whole faces/).elements()).toHaveLength(0);
  });

  test("losses name the files that they happen to, and one button mends them all", async () => {
    const fake = await openStudio({ lang: "fr", assets: 1 });
    const renditions = [
      cropped("instagram", "Story", "Visage coupé"),
      cropped("tiktok", "Vertical", "Visage coupé"),
      cropped("instagram", "Carré", "Texte coupé"),
    ];
    fake.answers.rendition_list = () => ({ renditions, failures: [], pending: 0, stopped: [], active: [] });
    await emit("changed", { kind: "renditions", ids: ["asset-0"] });
    await page.getByRole("button", { name: /^Média 1/ }).click();
    const told = (words: string) => page.getByText(words, { exact: true }).element().parentElement;
    await expect.element(page.getByText("Visage coupé", { exact: true })).toBeVisible();
    expect(told("Visage coupé")?.textContent).toMatch(/^ ?Story ?Vertical ?Visage coupé$/);
    expect(told("Texte coupé")?.textContent).toMatch(/^ ?Carré ?Texte coupé$/);
    await page.getByRole("button", { name: "Marges floues sur tous les réseaux" }).click();
    await expect.poll(() => fake.post().draft.body.media[0]?.fit).toBe("blur");
    await expect.element(page.getByText("Texte coupé", { exact: true })).not.toBeInTheDocument();
  });

  test("scheduling says for whom, and sends the wall time and the accounts", async () => {
    const fake = await openStudio({
      lang: "en",
      draft: {
        body: body("Hello"),
        targets: [target("bluesky", "acc-bs"), target("mastodon", "acc-ma"), target("youtube", null)],
        wish: { local: "2027-03-28T18:30:00", zone: "Europe/Paris" },
      },
    });
    await page.getByRole("button", { name: /^Schedule for Atelier Brume, 2.accounts$/ }).click();
    await expect
      .poll(() => requests(fake, "schedule"))
      .toEqual([
        {
          post_id: "post-1",
          account_ids: ["acc-bs", "acc-ma"],
          at: { kind: "local", local: "2027-03-28T18:30:00", zone: "Europe/Paris" },
        },
      ]);
  });

  test("the time and the city whose clock it is are told apart, to the eye and to the ear", async () => {
    await openStudio({ lang: "fr", draft: { targets: [target("bluesky", "acc-bs")] } });
    const when = page.getByRole("button", { name: "Choisir une date, Paris", exact: true });
    await expect.element(when).toBeVisible();
    // What WebKit reads out: the text itself, without spaces of the layout.
    expect(when.element().textContent).toBe("Choisir une date, Paris");
  });

  test("publishing now is asked once, with whom and where", async () => {
    const fake = await openStudio({
      lang: "en",
      draft: { body: body("Hello"), targets: [target("bluesky", "acc-bs")] },
    });
    await page.getByRole("button", { name: "Other ways to send" }).click();
    await page.getByRole("menuitem", { name: "Publish now…" }).click();
    await expect
      .element(page.getByRole("alertdialog", { name: "Publish now for Atelier Brume?" }))
      .toBeVisible();
    expect(requests(fake, "publish_now")).toEqual([]);
    await page.getByRole("button", { name: "Publish now", exact: true }).click();
    await expect
      .poll(() => requests(fake, "publish_now"))
      .toEqual([{ post_id: "post-1", account_ids: ["acc-bs"] }]);
  });

  test("without an account the button saves the files to a folder", async () => {
    const fake = await openStudio({
      lang: "en",
      accounts: false,
      assets: 1,
      draft: { targets: [target("instagram", null)] },
    });
    await page.getByRole("button", { name: "Save to a folder" }).click();
    await expect
      .poll(() => requests(fake, "export_files"))
      .toEqual([{ post_id: "post-1", folder: "/home/inès/export" }]);
  });

  test("a disk that refuses is said at the place, and the text stays", async () => {
    await openStudio({ lang: "en", failing: { post_save: "storage.full" } });
    await page.getByRole("textbox", { name: "Text of the post" }).click();
    await userEvent.keyboard("kept");
    await expect.element(page.getByText("Not saved")).toBeVisible();
    await expect.element(page.getByRole("alert").getByText(/storage\.full/)).toBeVisible();
    await expect.element(page.getByRole("textbox", { name: "Text of the post" })).toHaveTextContent("kept");
  });

  for (const lang of ["fr", "en"] as const) {
    for (const theme of ["light", "dark"] as const) {
      test(`axe finds nothing in Compose, ${lang}, ${theme}`, async () => {
        await openStudio({
          lang,
          theme,
          assets: 3,
          draft: {
            body: { text: "x ".repeat(200), fields: {}, media: undefined as never },
            targets: [
              target("instagram", "acc-ig"),
              target("x", "acc-x"),
              target("linkedin", "acc-li"),
              target("mastodon", "acc-ma"),
              target("pinterest", null),
            ],
          },
        });
        await expect.poll(() => document.querySelectorAll("article").length).toBe(5);
        await expect.element(page.getByRole("toolbar")).toBeVisible();
        await expectAccessible();
      });
    }
  }
});

test("Ctrl+Z outside the text takes back the latest change of the post, and asks the core when there is none", async () => {
  const fake = await openStudio({ lang: "en", assets: 2, draft: { targets: [target("x", "acc-x")] } });
  await page.getByRole("button", { name: /^Remove gres-vert_0410/ }).click();
  await expect.poll(() => fake.post().draft.body.media.length).toBe(1);
  (document.activeElement as HTMLElement).blur();
  await userEvent.keyboard("{Control>}z{/Control}");
  await expect.poll(() => fake.post().draft.body.media.length).toBe(2);
  expect(requests(fake, "undo")).toEqual([]);
  await userEvent.keyboard("{Control>}z{/Control}");
  await expect.poll(() => requests(fake, "undo").length).toBe(1);
});

test("what waits gets the new words; what is out is never planned twice", async () => {
  const fake = await openStudio({
    lang: "en",
    draft: {
      body: body("Hello"),
      targets: [target("bluesky", "acc-bs"), target("mastodon", "acc-ma")],
      wish: { local: "2027-03-28T18:30:00", zone: "Europe/Paris" },
    },
    posted: { "acc-bs": "published", "acc-ma": "scheduled" },
  });
  await expect.element(page.getByText(/^Published, 1.account$/)).toBeVisible();
  await page.getByRole("button", { name: /^Update, 1.account$/ }).click();
  await expect
    .poll(() => (requests(fake, "schedule")[0] as { account_ids: string[] }).account_ids)
    .toEqual(["acc-ma"]);
});
