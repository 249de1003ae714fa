import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { Target } from "@/ipc";
import { expectAccessible } from "../setup";
import { openStudio } from "./studio";

const target = (network: Target["network"], account: string, format: string | null = null): Target => ({
  network,
  account,
  format,
});
const words = (n: number) => Array.from({ length: n }, (_, at) => `word${at}`).join(" ");
const long = { text: `${words(45)} #clay ${words(20)}`, fields: {}, media: undefined as never };

describe("A thread in its preview", () => {
  test("stands as its posts, the first with the media, none of them over", async () => {
    await openStudio({
      lang: "en",
      assets: 2,
      draft: { body: long, targets: [target("x", "acc-x", "thread")] },
    });
    const posts = page.getByRole("article").getByRole("listitem");
    await expect.element(posts).toHaveLength(2);
    await expect.element(page.getByRole("list", { name: /^Thread of 2/ })).toBeVisible();
    const [first, second] = posts.elements();
    expect(first?.querySelectorAll("img[src]").length).toBeGreaterThan(
      second?.querySelectorAll("img[src]").length ?? 0,
    );
    expect(first?.textContent).toContain("word0 ");
    expect(first?.textContent).not.toContain("#clay");
    // What the network makes of the words is found in the part that has them.
    expect(second?.querySelector("span[class*=facet]")?.textContent).toBe("#clay");
    expect(second?.textContent).toContain("word19");
    // However far over the whole text is, nothing is left to mend.
    await expect.element(page.getByRole("article").getByText(/^2.posts$/)).toBeVisible();
    const meter = page.getByRole("list", { name: "What is left to write" }).getByRole("listitem");
    expect(meter.element().textContent).toBe("X, Thread of 2\u00a0posts2\u00a0posts");
    expect(document.body.textContent).not.toMatch(/\d over/);
  });

  test("stays a thread while it is typed in, and falls together when it is short", async () => {
    const longer = { ...long, text: words(90) };
    await openStudio({
      lang: "en",
      draft: { body: longer, targets: [target("threads", "acc-th", "thread")] },
    });
    const posts = page.getByRole("article").getByRole("listitem");
    await expect.element(posts).toHaveLength(2);
    await expectAccessible();
    const text = page.getByRole("textbox", { name: "Text of the post" });
    await text.click();
    let fewest = 2;
    const watch = new MutationObserver(() => {
      fewest = Math.min(fewest, document.querySelectorAll("article li").length);
    });
    watch.observe(document.body, { childList: true, subtree: true });
    await userEvent.keyboard("{Control>}{End}{/Control} and more");
    await expect.element(page.getByRole("article").getByText(/and more/)).toBeVisible();
    watch.disconnect();
    expect(fewest).toBe(2);
    await userEvent.keyboard("{Control>}a{/Control}short");
    await expect.element(page.getByRole("article").getByText("short")).toBeVisible();
    await expect.element(posts).toHaveLength(0);
  });
});

describe("A carousel in its preview", () => {
  const draft = { targets: [target("instagram", "acc-ig")] };
  const group = () => page.getByRole("group", { name: /^3.media/ });

  test("is paged through by its buttons, which keep the focus at the ends", async () => {
    await openStudio({ lang: "en", assets: 3, draft });
    const next = group().getByRole("button", { name: "Next medium" });
    await expect.element(group().getByRole("status")).toHaveTextContent("1 of 3");
    await next.click();
    await next.click();
    await expect.element(group().getByRole("status")).toHaveTextContent("3 of 3");
    await expect.element(next).toHaveAttribute("aria-disabled", "true");
    await expect.element(next).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    await expect.element(group().getByRole("status")).toHaveTextContent("3 of 3");
    await group().getByRole("button", { name: "Previous medium" }).click();
    await expect.element(group().getByRole("status")).toHaveTextContent("2 of 3");
    await expectAccessible();
  });

  test("is paged through by the arrow keys, in French as in English", async () => {
    await openStudio({ lang: "fr", assets: 3, draft });
    const french = page.getByRole("group", { name: /^3.médias/ });
    await expect.element(french).toBeVisible();
    (french.getByRole("button", { name: "Média suivant" }).element() as HTMLElement).focus();
    await userEvent.keyboard("{ArrowRight}{ArrowRight}{ArrowRight}");
    await expect.element(french.getByRole("status")).toHaveTextContent("3 sur 3");
    await userEvent.keyboard("{ArrowLeft}");
    await expect.element(french.getByRole("status")).toHaveTextContent("2 sur 3");
  });

  test("shows what is left when a medium goes", async () => {
    await openStudio({ lang: "en", assets: 3, draft });
    await group().getByRole("button", { name: "Next medium" }).click();
    await group().getByRole("button", { name: "Next medium" }).click();
    await page.getByRole("button", { name: /^Remove gres-vert_0412/ }).click();
    await expect
      .element(page.getByRole("group", { name: /^2.media/ }).getByRole("status"))
      .toHaveTextContent("2 of 2");
  });
});

describe("A mosaic in its preview", () => {
  const article = () => page.getByRole("article").element();
  const tiles = () => article().querySelectorAll("[class*=mosaic] img").length;

  for (const [network, account] of [
    ["linkedin", "acc-li"],
    ["facebook", "acc-fb"],
  ] as const) {
    test(`says over its fourth picture how many more ${network} has`, async () => {
      await openStudio({ lang: "fr", assets: 7, draft: { targets: [target(network, account)] } });
      await expect.element(page.getByRole("article").getByText("+3")).toBeVisible();
      await expect.element(page.getByRole("article").getByText(/^3.autres médias$/)).toBeInTheDocument();
      expect(tiles()).toBe(4);
      const fourth = article().querySelectorAll("[class*=mosaic] > *")[3];
      expect(fourth?.textContent, "it lies over the fourth one").toMatch(/^\+3/);
      await expectAccessible();
    });
  }

  test("of four says nothing", async () => {
    await openStudio({ lang: "en", assets: 4, draft: { targets: [target("linkedin", "acc-li")] } });
    await expect.poll(tiles).toBe(4);
    await expect.element(page.getByText(/^\+\d/)).not.toBeInTheDocument();
  });

  for (const [network, account] of [
    ["x", "acc-x"],
    ["bluesky", "acc-bs"],
  ] as const) {
    test(`shows what ${network} takes, which is four, and promises no others`, async () => {
      await openStudio({ lang: "en", assets: 7, draft: { targets: [target(network, account)] } });
      await expect.poll(tiles).toBe(4);
      await expect.element(page.getByText(/^\+\d/)).not.toBeInTheDocument();
    });
  }
});
