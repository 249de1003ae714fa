import { emit } from "@tauri-apps/api/event";
import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { Target } from "@/ipc";
import { openStudio, requests } from "./studio";

const target = (network: Target["network"], account: string | null): Target => ({
  network,
  account,
  format: null,
});
const WISH = { local: "2027-03-28T18:30:00", zone: "Europe/Paris" };
const draft = { targets: [target("bluesky", "acc-bs")], wish: WISH };
const text = () => page.getByRole("textbox", { name: "Text of the post" });
const write = async (words: string) => {
  await text().click();
  await userEvent.keyboard(words);
};
const press = (keys: string) => userEvent.keyboard(keys);
const blur = () => (document.activeElement as HTMLElement).blur();
const ctrl2 = () =>
  window.dispatchEvent(
    new KeyboardEvent("keydown", {
      key: "2",
      code: "Digit2",
      ctrlKey: true,
      bubbles: true,
      cancelable: true,
    }),
  );

describe("What is not saved never goes out", () => {
  test("a refused save keeps the schedule back, and says why", async () => {
    const fake = await openStudio({ lang: "en", draft, failing: { post_save: "storage.full" } });
    await write("new words");
    await page.getByRole("button", { name: /^Schedule for/ }).click();
    await expect
      .element(page.getByText(/Nothing was done, because the post is not saved\. storage\.full/))
      .toBeVisible();
    expect(requests(fake, "schedule")).toEqual([]);
    delete fake.failing.post_save;
    await page.getByRole("button", { name: /^Schedule for/ }).click();
    await expect.poll(() => requests(fake, "schedule").length).toBe(1);
    expect(fake.post().draft.body.text).toBe("new words");
    await expect.element(page.getByText(/Nothing was done/)).not.toBeInTheDocument();
  });

  test("nor is a post published, exported, duplicated or deleted with words that the disk lacks", async () => {
    const fake = await openStudio({ lang: "en", draft, failing: { post_save: "storage.full" } });
    await write("new words");
    const choose = async (menu: string, item: string) => {
      await page.getByRole("button", { name: menu }).click();
      await page.getByRole("menuitem", { name: item }).click();
    };
    await choose("Other ways to send", "Publish now…");
    await page.getByRole("button", { name: "Publish now", exact: true }).click();
    await expect.element(page.getByText(/Nothing was done/)).toBeVisible();
    await choose("Other ways to send", "Save to a folder");
    await choose("More", "Duplicate");
    await choose("More", "Move to bin");
    await expect.poll(() => document.querySelectorAll('[class*="toast"]').length).toBeGreaterThan(1);
    for (const command of ["publish_now", "export_files", "post_duplicate", "post_delete"])
      expect(requests(fake, command), command).toEqual([]);
  });

  test("in a conflict nothing is planned; theirs can be taken, and taken back", async () => {
    const fake = await openStudio({ lang: "en", draft });
    await expect.element(text()).toBeVisible();
    fake.writeElsewhere("post-1", (now) => ({ ...now, body: { ...now.body, text: "theirs" } }));
    await write("mine");
    await expect.element(page.getByText("Changed elsewhere")).toBeVisible();
    await page.getByRole("button", { name: /^Schedule for/ }).click();
    await expect.element(page.getByText(/Nothing was done/)).toBeVisible();
    expect(requests(fake, "schedule")).toEqual([]);
    await page.getByRole("button", { name: "Take the other" }).click();
    await expect.element(text()).toHaveTextContent("theirs");
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => fake.post().draft.body.text).toBe("mine");
  });

  test("another client's world waits until the words are saved", async () => {
    const fake = await openStudio({ lang: "en", draft, failing: { post_save: "storage.full" } });
    await write("last words");
    ctrl2();
    await expect.element(page.getByText(/storage\.full/).first()).toBeVisible();
    expect(requests(fake, "workspace_open")).toEqual([]);
    await expect.element(text()).toHaveTextContent("last words");
  });

  test("a post that is left unsaved is held, told and saved once the disk takes it", async () => {
    const fake = await openStudio({ lang: "en", draft, failing: { post_save: "storage.full" } });
    await write("last words");
    await page.getByRole("link", { name: /^Queue/ }).click();
    await expect.element(page.getByText(/“New post” is not saved\. storage\.full/)).toBeVisible();
    await expect.element(page.getByRole("button", { name: /^1.post not saved/ })).toBeVisible();
    await page.getByRole("button", { name: /^1.post not saved/ }).click();
    await expect.element(text()).toHaveTextContent("last words");
    await page.getByRole("link", { name: /^Queue/ }).click();
    delete fake.failing.post_save;
    await expect.poll(() => fake.post().draft.body.text, { timeout: 5000 }).toBe("last words");
    await expect.element(page.getByRole("button", { name: /not saved/ })).not.toBeInTheDocument();
  });
});

describe("Back and forth in a draft", () => {
  test("undo gives a removed medium back and keeps the sentence typed since", async () => {
    const fake = await openStudio({ lang: "en", assets: 2, draft });
    await page.getByRole("button", { name: /^Remove gres-vert_0410/ }).click();
    await write("A sentence");
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => fake.post().draft.body.media.length).toBe(2);
    expect(fake.post().draft.body.text).toBe("A sentence");
  });

  test("a toast takes its own edit back, not the latest", async () => {
    const fake = await openStudio({ lang: "en", assets: 3, draft });
    const ids = () => fake.post().draft.body.media.map(({ asset }) => asset);
    await page.getByRole("button", { name: /^Remove gres-vert_0410/ }).click();
    await page.getByRole("button", { name: /^Remove gres-vert_0412/ }).click();
    await expect.poll(ids).toEqual(["asset-1"]);
    await page.getByRole("button", { name: "Undo" }).first().click();
    await expect.poll(ids).toEqual(["asset-0", "asset-1"]);
  });

  test("Ctrl+Shift+Z does again what Ctrl+Z took back", async () => {
    const fake = await openStudio({ lang: "en", assets: 2, draft });
    await page.getByRole("button", { name: /^Remove gres-vert_0410/ }).click();
    await expect.poll(() => fake.post().draft.body.media.length).toBe(1);
    blur();
    await press("{Control>}z{/Control}");
    await expect.poll(() => fake.post().draft.body.media.length).toBe(2);
    await press("{Control>}{Shift>}Z{/Shift}{/Control}");
    await expect.poll(() => fake.post().draft.body.media.length).toBe(1);
    expect(requests(fake, "redo")).toEqual([]);
    await press("{Control>}{Shift>}Z{/Shift}{/Control}");
    await expect.poll(() => requests(fake, "redo").length).toBe(1);
  });

  test("Ctrl+Z in a field is the field's own", async () => {
    const fake = await openStudio({ lang: "en", assets: 2, draft });
    await page.getByRole("button", { name: /^Remove gres-vert_0410/ }).click();
    await expect.poll(() => fake.post().draft.body.media.length).toBe(1);
    const title = page.getByRole("textbox", { name: "Title for your lists" });
    await title.click();
    await press("Vases");
    await press("{Control>}z{/Control}");
    await expect.element(title).not.toHaveValue("Vases");
    await write("words");
    await press("{Control>}z{/Control}");
    await press("{Control>}z{/Control}");
    await expect.poll(() => fake.post().draft.body.text).toBe("");
    expect(fake.post().draft.body.media).toHaveLength(1);
    expect(requests(fake, "undo")).toEqual([]);
  });

  test("dragging a tile over several others is one edit, and Escape leaves the order", async () => {
    const fake = await openStudio({ lang: "en", assets: 4, draft });
    const ids = () => fake.post().draft.body.media.map(({ asset }) => asset);
    const tile = (at: number) => page.getByRole("button", { name: new RegExp(`^Item ${at},`) });
    await expect.element(tile(4)).toBeVisible();
    const point = (at: number) => {
      const box = tile(at).element().getBoundingClientRect();
      return { clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 };
    };
    const drag = (from: number, ...over: number[]) => {
      const points = [from, ...over].map(point);
      const send = (type: string, at: (typeof points)[number] | undefined) =>
        document.elementFromPoint(at?.clientX ?? 0, at?.clientY ?? 0)?.dispatchEvent(
          new PointerEvent(type, {
            ...at,
            button: 0,
            buttons: type === "pointerup" ? 0 : 1,
            bubbles: true,
            pointerId: 1,
          }),
        );
      send("pointerdown", points[0]);
      return {
        move: () => points.slice(1).map((at) => send("pointermove", at)),
        drop: () => send("pointerup", points.at(-1)),
      };
    };
    const one = drag(1, 2, 3);
    one.move();
    await expect.element(page.getByRole("button", { name: /^Item 3, gres-vert_0410/ })).toBeVisible();
    one.drop();
    await expect.poll(ids).toEqual(["asset-1", "asset-2", "asset-0", "asset-3"]);
    const other = drag(1, 2);
    other.move();
    await expect.element(page.getByRole("button", { name: /^Item 2, gres-vert_0411/ })).toBeVisible();
    await press("{Escape}");
    await expect.element(page.getByRole("button", { name: /^Item 1, gres-vert_0411/ })).toBeVisible();
    other.drop();
    blur();
    await press("{Control>}z{/Control}");
    await expect.poll(ids).toEqual(["asset-0", "asset-1", "asset-2", "asset-3"]);
  });
});

describe("Keys and the layers above the page", () => {
  test("neither N nor Ctrl+Enter acts behind a dialog", async () => {
    const fake = await openStudio({ lang: "en", assets: 1, draft });
    await page.getByRole("button", { name: /^Item 1/ }).click();
    const dialog = page.getByRole("dialog");
    await expect.element(dialog).toBeVisible();
    (dialog.getByRole("button", { name: "Done" }).element() as HTMLElement).focus();
    await press("n");
    await press("{Control>}{Enter}{/Control}");
    await expect.poll(() => document.activeElement !== null).toBe(true);
    expect(requests(fake, "post_create")).toEqual([]);
    expect(requests(fake, "schedule")).toEqual([]);
  });

  test("Ctrl+Enter without a target asks for no folder, and a second one waits for the first", async () => {
    const fake = await openStudio({ lang: "en" });
    await expect.element(text()).toBeVisible();
    await press("{Control>}{Enter}{/Control}");
    expect(requests(fake, "export_files")).toEqual([]);
  });

  test("Ctrl+Enter twice plans once", async () => {
    const fake = await openStudio({ lang: "en", draft });
    let answer = () => undefined as unknown;
    fake.answers.schedule = () =>
      new Promise((resolve) => {
        answer = () => resolve({ publications: [], refused: [], message: "Scheduled" });
      });
    await expect.element(page.getByRole("button", { name: /^Schedule for/ })).toBeVisible();
    await press("{Control>}{Enter}{/Control}");
    await expect.poll(() => requests(fake, "schedule").length).toBe(1);
    await press("{Control>}{Enter}{/Control}");
    answer();
    await expect.element(page.getByText("Scheduled", { exact: true })).toBeVisible();
    expect(requests(fake, "schedule").length).toBe(1);
  });

  test("? opens the list of shortcuts on a layout where it needs Shift", async () => {
    await openStudio({ lang: "en" });
    await expect.element(text()).toBeVisible();
    blur();
    await press("{Shift>}?{/Shift}");
    await expect.element(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  });
});

test("what was refused is forgotten once a later try went through", async () => {
  const fake = await openStudio({ lang: "en", draft });
  const error = {
    code: "publication.blocked" as const,
    message: "Blocked.",
    subject: null,
    fix: "",
    retryable: false,
  };
  fake.answers.schedule = () => ({
    publications: [],
    refused: [{ account_id: "acc-bs", network: "bluesky", error }],
    message: "None",
  });
  await page.getByRole("button", { name: /^Schedule for/ }).click();
  await expect.element(page.getByText(/Not planned: brume\.art\. Blocked\./)).toBeVisible();
  await page.getByRole("button", { name: "Other ways to send" }).click();
  await page.getByRole("menuitem", { name: "Publish now…" }).click();
  await page.getByRole("button", { name: "Publish now", exact: true }).click();
  await expect.element(page.getByText("On its way")).toBeVisible();
  await expect.element(page.getByText(/Not planned/)).not.toBeInTheDocument();
});

describe("The studio ends", () => {
  test("the last key is on the disk before the shell is told to go", async () => {
    const fake = await openStudio({ lang: "en", draft });
    await write("last");
    await emit("closing", {});
    await expect.poll(() => requests(fake, "window_flushed")).toEqual([{ saved: true }]);
    expect(fake.post().draft.body.text).toBe("last");
  });

  test("a disk that refuses is told to the shell and to the person", async () => {
    const fake = await openStudio({ lang: "en", draft, failing: { post_save: "storage.full" } });
    await write("last");
    await emit("closing", {});
    await expect.poll(() => requests(fake, "window_flushed")).toEqual([{ saved: false }]);
    await expect.element(page.getByText(/storage\.full/).first()).toBeVisible();
  });
});

test("the queue asks for what is open apart from what is out", async () => {
  const fake = await openStudio({ lang: "en", at: "/queue" });
  await expect
    .element(page.getByRole("region", { name: "Published" }).or(page.getByText("Today")).first())
    .toBeVisible();
  const asked = requests(fake, "publication_list").map((request) => (request as { which?: string }).which);
  expect([...new Set(asked)].sort()).toEqual(["open", "out"]);
});

test("work that failed is not shown as under way", async () => {
  await openStudio({ lang: "en", assets: 1, draft: { ...draft, targets: [] } });
  const tell = (state: string) =>
    emit("progress", {
      job_id: "j",
      asset_id: "asset-0",
      state,
      done: 0,
      total: 6,
      percent: 0,
      eta_ms: null,
    });
  await expect.element(page.getByRole("button", { name: /^Item 1/ })).toBeVisible();
  await tell("running");
  await expect.element(page.getByText("0 of 6 formats")).toBeVisible();
  await tell("failed");
  await expect.element(page.getByText("0 of 6 formats")).not.toBeInTheDocument();
});
