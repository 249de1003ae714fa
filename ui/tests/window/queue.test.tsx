import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { Publication } from "@/ipc";
import { publicationDetail, publications } from "../../dev/fake/publications";
import { openStudio, requests } from "./studio";

const HOLD = {
  by_s: 9_000,
  noticed_at: "2026-11-23T11:30:00Z",
  error: {
    code: "clock.wrong",
    message: "This computer’s clock jumped or is wrong, by 2 h 30 min. Due posts are held; nothing is lost.",
    subject: null,
    fix: "",
    retryable: false,
  },
} as const;

const region = (name: string) => page.getByRole("region", { name, exact: true });
const pane = () => page.getByRole("complementary", { name: "Receipt" });

describe("Queue", () => {
  test("times are on the client's clock, which is named; the person's own is said beside it", async () => {
    await openStudio({
      lang: "en",
      at: "/queue",
      zones: { client: "America/New_York", own: "Europe/Paris" },
    });
    await expect.element(page.getByText("Times in New York")).toBeVisible();
    const line = region("Today").getByRole("button", { name: /Trois ans de recherche/ });
    await expect.element(line.getByText("11:00 am")).toBeVisible();
    expect(line.getByText("11:00 am").element().getAttribute("title")).toBe(
      "Mon 23 Nov, 5:00\u00a0pm in Paris",
    );
    await line.click();
    await expect
      .element(pane().getByText("Planned Mon 23 Nov, 11:00 am · Mon 23 Nov, 5:00 pm in Paris"))
      .toBeVisible();
    await pane().getByRole("button", { name: "Change the time" }).click();
    await expect.element(page.getByRole("dialog").getByText("New York")).toBeVisible();
    await expect.element(page.getByRole("spinbutton", { name: /^hour/ })).toHaveTextContent("11");
  });

  test("a zone that is no city's stands after the time, as its name", async () => {
    await openStudio({ lang: "fr", at: "/queue", zones: { client: "Europe/Paris", own: "UTC" } });
    const time = page.getByRole("button", { name: /Trois ans de recherche/ }).getByText("17:00");
    await expect.element(time).toHaveAttribute("title", "lun. 23 nov., 16:00\u00a0UTC");
  });

  test("the day under which a line stands is the client's, not that of the wish", async () => {
    // 24 Nov, 9:00 in Paris is still the 24th in New York, but 23 Nov, 17:00 is already the 24th in Auckland.
    await openStudio({
      lang: "en",
      at: "/queue",
      zones: { client: "Pacific/Auckland", own: "Europe/Paris" },
    });
    await expect
      .element(region("Tomorrow").getByRole("button", { name: /Trois ans de recherche/ }))
      .toBeVisible();
  });

  test("a line of the log and a line of the list say the date where it is not today", async () => {
    await openStudio({ lang: "en", at: "/queue", now: "2026-11-24T09:00:00Z" });
    await expect.element(pane().getByText("23 Nov, 10:15:02 am")).toBeVisible();
    await expect.element(pane().getByText("Next try Mon 23 Nov, 10:00 am")).toBeVisible();
    await expect.element(region("To post by hand").getByText("Mon 23 Nov, 10:30 am")).toBeVisible();
  });

  test("a line of today's log says the hour alone", async () => {
    await openStudio({ lang: "fr", at: "/queue" });
    await expect.element(page.getByText("10:15:02", { exact: true })).toBeVisible();
    await expect.element(page.getByText("Prochain essai à 10:00")).toBeVisible();
  });

  test("a log doesn't say the same twice at once, and files are called what people call them", async () => {
    const fake = await openStudio({ lang: "fr", at: "/library" });
    const entry = (at: string) => ({ at, event: "prepared", text: "Prêt à partir", detail: null });
    const log = ["09:15:04", "09:15:04", "09:16:04"].map((time) => entry(`2026-11-23T${time}Z`));
    const [sent] = publications("2026-11-23T09:00:00Z") as [Publication];
    fake.answers.publication_get = () => ({ ...publicationDetail(sent), log });
    await page.getByRole("link", { name: /^File d’attente/ }).click();
    const files = page.getByRole("list", { name: "Fichiers envoyés" }).getByRole("listitem");
    await expect.poll(() => files.element().textContent).toBe("1080 × 1350, JPEG, 912\u00a0ko");
    await expect.element(files).toHaveAttribute("title", `image/jpeg, ${"ab".repeat(32)}`);
    await expect.element(page.getByText(/Prêt à partir/)).toHaveLength(2);
  });

  test("at midnight tomorrow becomes today by itself", async () => {
    const fake = await openStudio({ lang: "en", at: "/queue", now: "2026-11-23T22:59:57Z" });
    const tea = (day: string) => region(day).getByRole("button", { name: /Thé dans la brume/ });
    await expect.element(tea("Tomorrow")).toBeVisible();
    const asked = requests(fake, "publication_list").length;
    await expect.element(tea("Today"), { timeout: 8000 }).toBeVisible();
    await expect.element(region("Tomorrow")).not.toBeInTheDocument();
    expect(requests(fake, "publication_list").length, "nothing is read again").toBe(asked);
  });

  test("a line whose time is changed stays chosen, and so does its place in the receipt", async () => {
    await openStudio({ lang: "en", at: "/queue" });
    const tea = page.getByRole("button", { name: /Thé dans la brume/ });
    await tea.click();
    await pane().getByRole("button", { name: "Change the time" }).click();
    const day = page.getByRole("spinbutton", { name: /^day/ });
    await day.click();
    await userEvent.keyboard("27");
    await page.getByRole("button", { name: "Save" }).click();
    await expect.element(region("Later").getByRole("button", { name: /Thé dans la brume/ })).toBeVisible();
    await expect.element(tea).toHaveAttribute("aria-current", "true");
    await expect.element(pane().getByRole("heading", { name: "Thé dans la brume" })).toBeVisible();
    await expect.element(pane().getByRole("button", { name: "Change the time" })).toHaveFocus();
  });

  test("a clock that jumped is told with by how much, and one button lets the posts go", async () => {
    const fake = await openStudio({ lang: "en", at: "/queue", hold: HOLD });
    const note = page.getByRole("alert");
    await expect.element(note.getByText(/by 2 h 30 min/)).toBeVisible();
    await expect.element(page.getByText("Paused: nothing goes out.")).not.toBeInTheDocument();
    await expect.element(page.getByText("Posts held: check the clock")).toBeVisible();
    await note.getByRole("button", { name: "The clock is right" }).click();
    await expect.poll(() => requests(fake, "queue_clock_right")).toEqual([{}]);
    await expect.element(note).not.toBeInTheDocument();
  });
});
