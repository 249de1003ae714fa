import { emit } from "@tauri-apps/api/event";
import { beforeEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import type { Publication, ResolveChoice } from "@/ipc";
import type { Fake } from "../../dev/fake/core";
import { publications } from "../../dev/fake/publications";
import { openStudio, requests } from "./studio";

const AT = "2026-11-23T09:00:00Z";
const ID = "pub-1";

/** Opens the queue on one publication that waits for the person's word. */
async function openOn(changed: Partial<Publication>): Promise<Fake> {
  const fake = await openStudio({ lang: "en", at: "/queue" });
  const one = publications(AT).find(({ id }) => id === ID);
  if (!one) throw new Error(`${ID} is not in the queue`);
  const shown = { ...one, ...changed };
  fake.answers.publication_list = ({ which }) => ({
    publications: which === "out" ? [] : [shown],
    paused: false,
    hold: null,
    worked_here: true,
    now: AT,
  });
  fake.answers.publication_resolve = () => shown;
  fake.answers.publication_retry = () => shown;
  fake.answers.reschedule = () => ({ ...shown, step: 7 });
  await emit("changed", { kind: "publications", ids: [] });
  await page.getByRole("button", { name: /Bol à agrumes/ }).click();
  return fake;
}

const pane = () => page.getByRole("complementary", { name: "Receipt" });
const press = (name: string) => page.getByRole("dialog").getByRole("button", { name }).click();

describe("Nobody but the person knows whether a post is out", () => {
  let fake: Fake;
  beforeEach(async () => {
    fake = await openOn({ state: "needs_person", status: "failed", retry_at: null, actions: ["resolve"] });
    await pane().getByRole("button", { name: "Is it there?" }).click();
  });
  const decided = () => requests(fake, "publication_resolve");
  const answers: [string, ResolveChoice][] = [
    ["Yes, it is online", { kind: "there", url: null }],
    ["No, send it again", { kind: "again" }],
    ["No, leave it", { kind: "drop" }],
  ];

  test.each(answers)("“%s” is what the core hears", async (name, choice) => {
    await press(name);
    await expect.poll(decided).toEqual([{ id: ID, choice }]);
    await expect.element(page.getByRole("dialog")).not.toBeInTheDocument();
  });

  test("an address that was pasted goes with the answer", async () => {
    await page.getByRole("textbox", { name: /ddress/ }).fill(" https://mastodon.social/@a/1 ");
    await press("Yes, it is online");
    const choice = { kind: "there", url: "https://mastodon.social/@a/1" };
    await expect.poll(decided).toEqual([{ id: ID, choice }]);
  });

  test("an answer that can't be kept stays on screen with its reason", async () => {
    fake.failing.publication_resolve = "conflict";
    await press("No, send it again");
    await expect.element(page.getByRole("dialog")).toBeVisible();
    await expect.element(page.getByRole("textbox", { name: /ddress/ })).toHaveAccessibleDescription(/./);
  });
});

test("what was refused is tried again", async () => {
  const fake = await openOn({ state: "rejected", status: "failed", retry_at: null, actions: ["retry"] });
  await pane().getByRole("button", { name: "Try again" }).click();
  await expect.poll(() => requests(fake, "publication_retry")).toEqual([{ id: ID }]);
});

test("what missed its hour goes out at once, asked first", async () => {
  const fake = await openOn({ state: "missed", status: "failed", retry_at: null, actions: ["publish_now"] });
  await pane().getByRole("button", { name: "Publish now" }).click();
  expect(requests(fake, "reschedule")).toEqual([]);
  await press("Publish now");
  await expect.poll(() => requests(fake, "reschedule")).toEqual([{ id: ID, at: { kind: "now" } }]);
});
