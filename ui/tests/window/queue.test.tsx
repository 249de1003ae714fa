import { describe, expect, test } from "vitest";
import { page } from "vitest/browser";
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

describe("Queue", () => {
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
