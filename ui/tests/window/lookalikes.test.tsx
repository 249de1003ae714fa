import { emit } from "@tauri-apps/api/event";
import { expect, test } from "vitest";
import { page } from "vitest/browser";
import { asset } from "../../dev/fake/core";
import { openStudio, requests } from "./studio";

const button = (name: string) => page.getByRole("button", { name });
const arrivals = () => page.getByRole("list", { name: "Coming in" });
const first = () => page.getByRole("option", { name: "gres-vert_0410.heic" });
const PAIRS = [
  { asset_id: "asset-0", like_id: "asset-1" },
  { asset_id: "asset-2", like_id: "asset-3" },
];

test("a picture that looks like one that was there is told of, and the person says what becomes of it", async () => {
  const fake = await openStudio({ lang: "en", at: "/library" });
  fake.answers.asset_delete = () => ({ message: "1 item moved to bin", count: 1, step: null });
  await expect.element(first()).toBeVisible();
  await emit("alike", { pairs: PAIRS });
  const told = arrivals().getByText("Looks like one you have: gres-vert_0411.heic");
  await expect.element(told).toBeVisible();
  await button("Keep both, gres-vert_0410.heic").click();
  await expect.element(told).not.toBeInTheDocument();
  expect(requests(fake, "asset_delete")).toEqual([]);
  await button("Move to bin, gres-vert_0412.heic").click();
  await expect.poll(() => requests(fake, "asset_delete")).toEqual([{ ids: ["asset-2"] }]);
  await expect.element(arrivals()).not.toBeInTheDocument();
});

test("a few pixels stand where a thumbnail is going to be", async () => {
  const fake = await openStudio({ lang: "en" });
  // One red and one blue pixel, side by side.
  const placeholder = btoa(String.fromCharCode(2, 255, 0, 0, 0, 0, 255));
  fake.answers.asset_list = () => ({ assets: [{ ...asset(0), placeholder }], total: 1 });
  await page.getByRole("link", { name: "Library" }).click();
  await expect.element(first()).toBeVisible();
  const canvas = first().element().querySelector("canvas");
  const pixels = canvas?.getContext("2d")?.getImageData(0, 0, 2, 1).data;
  expect([...(pixels ?? [])]).toEqual([255, 0, 0, 255, 0, 0, 255, 255]);
});
