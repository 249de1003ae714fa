import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { LOCKED_VAULT } from "../../dev/fake/vault";
import { expectAccessible } from "../setup";
import { openStudio, requests } from "./studio";

const UNREACHABLE = {
  code: "network.unreachable",
  message: "brume.art can’t be reached. Your post is intact.",
  subject: "brume.art",
  fix: "Check the connection.",
  retryable: true,
} as const;
const line = (name: RegExp) => page.getByRole("list", { name: "Accounts" }).getByRole("button", { name });
const details = page.getByRole("complementary", { name: "Details" });

describe("Connections", () => {
  test("a test that finds something wrong says so, where it was asked", async () => {
    await openStudio({ lang: "en", at: "/connections", troubled: { "acc-bs": UNREACHABLE } });
    await line(/brume\.art/).click();
    await details.getByRole("button", { name: "Check", exact: true }).click();
    await expect.element(details.getByText(/can’t be reached\. Your post is intact\. Check/)).toBeVisible();
    await expect.element(line(/brume\.art can’t be reached/)).toBeVisible();
  });

  test("checking all says how many need a hand, and which", async () => {
    const fake = await openStudio({ lang: "en", at: "/connections", troubled: { "acc-bs": UNREACHABLE } });
    await page.getByRole("button", { name: "Check all" }).click();
    await expect.element(page.getByText(/^1 of 2.accounts need a hand$/)).toBeVisible();
    await expect.element(line(/brume\.art can’t be reached/)).toBeVisible();
    expect(requests(fake, "account_test")).toEqual([{ id: "acc-bs" }, { id: "acc-ma" }]);
  });

  test("reconnecting asks for nothing that is known", async () => {
    const fake = await openStudio({
      lang: "en",
      at: "/connections",
      changed: { "acc-bs": { state: "reconnect", server: "https://pds.example", own_network: true } },
    });
    await page.getByRole("button", { name: "Reconnect", exact: true }).click();
    await expect.element(page.getByRole("dialog", { name: "Reconnect brume.art" })).toBeVisible();
    await page.getByRole("textbox", { name: "App password" }).fill("abcd");
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await expect
      .poll(() => requests(fake, "account_connect_bluesky"))
      .toEqual([{ server: "https://pds.example", handle: "brume.art", password: "abcd", own_network: true }]);
  });

  test("Bluesky and Mastodon can be added to be posted on by hand, Mastodon with its server", async () => {
    const fake = await openStudio({ lang: "en", at: "/connections" });
    await page.getByRole("button", { name: "Add Bluesky" }).click();
    await page.getByRole("button", { name: "Post by hand instead" }).click();
    await page.getByRole("textbox", { name: "Name of the account" }).fill("brume.art");
    await page.getByRole("button", { name: "Add, by hand" }).click();
    await page.getByRole("button", { name: "Add Mastodon" }).click();
    await page.getByRole("button", { name: "Post by hand instead" }).click();
    const name = page.getByRole("textbox", { name: /^Name and server/ });
    await name.fill("marie");
    await expect.element(page.getByRole("button", { name: "Add, by hand" })).toBeDisabled();
    await name.fill("@marie@mastodon.social");
    await page.getByRole("button", { name: "Add, by hand" }).click();
    await expect
      .poll(() => requests(fake, "account_add_assisted"))
      .toEqual([
        { network: "bluesky", name: "brume.art" },
        { network: "mastodon", name: "@marie@mastodon.social" },
      ]);
  });

  test("what Upbeat can do is what is built, not what the network's interface offers", async () => {
    await openStudio({ lang: "en", at: "/connections" });
    await line(/brume\.art/).click();
    await expect.element(details.getByText("Publish at the planned time")).toBeVisible();
    for (const unbuilt of [/comments/i, /poll/i, /figures/i, /schedule at the network/i])
      await expect.element(details.getByText(unbuilt)).not.toBeInTheDocument();
  });

  test("a handle that is the name is said once", async () => {
    const changed = { "acc-ig": { display_name: "atelier.brume" }, "acc-th": { display_name: "" } };
    await openStudio({ lang: "en", at: "/connections", changed });
    for (const [network, name] of [
      ["Instagram", /^\S*atelier\.brume Instagram/],
      ["Threads", /^\S*atelier\.brume Threads/],
    ] as const) {
      const account = line(name);
      await expect.element(account).toBeVisible();
      expect(account.element().textContent?.match(/atelier\.brume/g), network).toHaveLength(1);
      await account.click();
      await expect.element(details.getByText(network, { exact: true })).toBeVisible();
    }
    await expect.element(line(/Bluesky, brume\.art/)).toBeVisible();
  });

  test("a picture that can't be shown gives way to initials", async () => {
    await openStudio({ lang: "en", at: "/connections" });
    const first = line(/Instagram, atelier\.brume/);
    await expect.element(first).toBeVisible();
    first.element().querySelector("img")?.dispatchEvent(new Event("error"));
    await expect.element(first.getByText("AB", { exact: true })).toBeVisible();
  });

  test("J, K and the arrows go through the accounts", async () => {
    await openStudio({ lang: "en", at: "/connections" });
    await expect.element(line(/Instagram/)).toHaveAttribute("aria-current", "true");
    await userEvent.keyboard("j");
    await expect.element(line(/Facebook/)).toHaveFocus();
    await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowUp}");
    await expect.element(line(/LinkedIn/)).toHaveFocus();
    await expect.element(line(/LinkedIn/)).toHaveAttribute("aria-current", "true");
    await userEvent.keyboard("{End}k");
    await expect.element(line(/Bluesky/)).toHaveFocus();
  });

  test("a locked keychain is told with its way out, and everything else works", async () => {
    const fake = await openStudio({ lang: "fr", at: "/connections", vault: LOCKED_VAULT });
    const told = page.getByRole("status").filter({ hasText: "trousseau" });
    await expect
      .element(told)
      .toHaveTextContent(
        "Aucun compte ne peut être connecté pour l’instant. Tout le reste fonctionne. Le trousseau est verrouillé. Vos posts sont intacts. Déverrouillez le trousseau, puis réessayez.",
      );
    await expect.element(told).toBeVisible();
    await expectAccessible();
    await page.getByRole("link", { name: /^File d’attente/ }).click();
    await expect.element(page.getByRole("heading", { name: "File d’attente", level: 1 })).toBeVisible();
    await page.getByRole("link", { name: /^Composer/ }).click();
    await page.getByRole("textbox", { name: "Texte du post" }).fill("Ouverture jeudi");
    await expect.poll(() => fake.post().draft.body.text).toBe("Ouverture jeudi");
  });

  for (const lang of ["fr", "en"] as const) {
    for (const theme of ["light", "dark"] as const) {
      test(`axe finds nothing in Connections, ${lang}, ${theme}`, async () => {
        await openStudio({ lang, theme, at: "/connections", changed: { "acc-ma": { state: "reconnect" } } });
        await expect.element(page.getByRole("heading", { level: 1 })).toBeVisible();
        await expectAccessible();
        await page.getByRole("button", { name: /(Add|Ajouter) Bluesky/ }).click();
        await expect.element(page.getByRole("dialog")).toBeVisible();
        await expectAccessible(page.getByRole("dialog").element());
      });
    }
  }
});

describe("A post by hand in Compose", () => {
  const bare = (network: "instagram" | "mastodon") => ({
    lang: "en" as const,
    draft: { targets: [{ network, account: null, format: null }] },
  });
  const remind = async (network: string) => {
    await page.getByRole("button", { name: "Add a network without an account" }).click();
    await page.getByRole("menuitem", { name: `Post to ${network} by hand, with a reminder` }).click();
  };

  test("uses the account by hand that is there, and makes no second one", async () => {
    const fake = await openStudio(bare("instagram"));
    await remind("Instagram");
    await expect.poll(() => fake.post().draft.targets.map((target) => target.account)).toEqual(["acc-ig"]);
    expect(requests(fake, "account_add_assisted")).toEqual([]);
  });

  test("asks for the server of a Mastodon name, since its page lies there", async () => {
    const fake = await openStudio(bare("mastodon"));
    await remind("Mastodon");
    await page.getByRole("textbox", { name: /^Name and server/ }).fill("marie@mastodon.social");
    await page.getByRole("button", { name: "Add, by hand" }).click();
    await expect
      .poll(() => requests(fake, "account_add_assisted"))
      .toEqual([{ network: "mastodon", name: "marie@mastodon.social" }]);
    await expect.poll(() => fake.post().draft.targets[0]?.account).toMatch(/^acc-mastodon/);
  });
});
