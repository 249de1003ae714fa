import { emit } from "@tauri-apps/api/event";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { call } from "@/ipc";
import { assistedSheet, FILM_FILE } from "../../dev/fake/assisted";
import { drop, openStudio, requests } from "./studio";

const W = "018f0000-0000-7000-8000-000000000001";
const P = "018f0000-0000-7000-8000-000000000002";
const OF = { workspace_id: W, publication_id: P };
const AT = `/bar?workspace=${W}&publication=${P}`;

/** As large as the shell makes the bar. */
async function openBar(options: Parameters<typeof openStudio>[0] = {}) {
  await page.viewport(380, 560);
  return openStudio({ lang: "fr", at: AT, ...options });
}

const copied: string[] = [];

beforeEach(() => {
  copied.length = 0;
  localStorage.clear();
  vi.spyOn(navigator.clipboard, "writeText").mockImplementation((text) => {
    copied.push(text);
    return Promise.resolve();
  });
  return async () => {
    vi.restoreAllMocks();
    await page.viewport(1440, 900);
  };
});

describe("The bar of a post by hand", () => {
  test("its ending stays in sight however long the texts are", async () => {
    const fields = assistedSheet("fr").fields.map((field) => ({
      ...field,
      value: `${field.value}\n`.repeat(30),
    }));
    await openBar({ assisted: { fields } });
    const online = page.getByRole("button", { name: "C’est en ligne" });
    await expect.element(online).toBeVisible();
    const { bottom } = online.element().getBoundingClientRect();
    expect(bottom).toBeLessThanOrEqual(560);
    const last = page.getByRole("button", { name: "Copier\u00a0: Premier commentaire" });
    last.element().scrollIntoView();
    expect(last.element().getBoundingClientRect().bottom).toBeLessThan(bottom);
  });

  test("each field is copied with one click and ticked by itself", async () => {
    await openBar();
    await page.getByRole("button", { name: "Copier\u00a0: Description, média 2" }).click();
    expect(copied).toEqual(["Une main verse la cire"]);
    await expect.element(page.getByRole("button", { name: /^Description, média 2, copié/ })).toBeVisible();
    await expect
      .element(page.getByRole("button", { name: "Copier\u00a0: Description, média 1" }))
      .toBeVisible();
    await expect.element(page.getByText("1\u00a0étape sur 6")).toBeVisible();
  });

  test("ticks survive closing the bar, and a text that was edited since is not ticked", async () => {
    await openBar();
    await page.getByRole("button", { name: "Copier\u00a0: Texte" }).click();
    await page.getByRole("button", { name: "bougies_instagram_carousel.jpg est en place" }).click();
    await expect.element(page.getByText("2\u00a0étapes sur 6")).toBeVisible();
    const kept = localStorage.getItem("upbeat.ticks") ?? "";
    expect(kept).toContain(P);
    expect(kept, "a digest, not the text").not.toContain("Bougies");
    const fields = assistedSheet("fr").fields.map((field) =>
      field.field === "text" ? { ...field, value: "Un autre texte" } : field,
    );
    await openBar({ assisted: { fields } });
    await expect.element(page.getByText("1\u00a0étape sur 6").last()).toBeVisible();
  });

  test("a clipboard that refuses is said, and the text is selected for the keyboard", async () => {
    vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new DOMException("no", "NotAllowedError"));
    await openBar();
    await page.getByRole("button", { name: "Copier\u00a0: Texte" }).click();
    await expect.element(page.getByRole("alert").getByText(/^La copie n’a pas marché/)).toBeVisible();
    expect(getSelection()?.toString()).toContain("Bougies de l’avent");
    await expect.element(page.getByRole("button", { name: "Copier\u00a0: Texte" })).toBeVisible();
  });

  test("files that get ready appear, because the core says that renditions changed", async () => {
    const fake = await openBar({ assisted: { files: [], pending: 2 } });
    await expect.element(page.getByText("2\u00a0fichiers encore en préparation")).toBeVisible();
    const before = requests(fake, "assisted_get").length;
    await emit("changed", { kind: "renditions", ids: ["asset-2"] });
    await expect.poll(() => requests(fake, "assisted_get").length).toBeGreaterThan(before);
    expect(requests(fake, "assisted_get").at(-1)).toEqual(OF);
  });

  test("before its time there is nothing to confirm and nothing to put off", async () => {
    const { publication } = assistedSheet("fr");
    const due = { ...publication.due, local: "2026-11-24T18:30:00" };
    await openBar({ assisted: { publication: { ...publication, state: "planned", due } } });
    await expect.element(page.getByText(/^Prévu mar\. 24 nov\., 18:30/)).toBeVisible();
    await expect.element(page.getByRole("button", { name: "Plus tard" })).not.toBeInTheDocument();
    await expect.element(page.getByRole("button", { name: "C’est en ligne" })).not.toBeInTheDocument();
  });

  test("it ends with the address that the person pastes", async () => {
    const fake = await openBar();
    await page.getByRole("textbox", { name: "Adresse du post, pour le reçu" }).fill(" instagram.com/p/abc ");
    await page.getByRole("button", { name: "C’est en ligne" }).click();
    await expect.poll(() => requests(fake, "assisted_done")).toEqual([{ ...OF, url: "instagram.com/p/abc" }]);
    await expect.poll(() => requests(fake, "plugin:window|close").length).toBe(1);
  });

  test("or later", async () => {
    const fake = await openBar();
    await page.getByRole("button", { name: "Plus tard" }).click();
    await page.getByRole("menuitem", { name: "Dans 15\u00a0minutes" }).click();
    await expect.poll(() => requests(fake, "assisted_snooze")).toEqual([{ ...OF, minutes: 15 }]);
  });

  test("a page that arrives with the text ticks the text", async () => {
    await openBar({ assisted: { prefilled: true } });
    await page.getByRole("button", { name: "Ouvrir Instagram" }).click();
    await expect.element(page.getByRole("button", { name: /^Texte, copié/ })).toBeVisible();
  });

  test("it stays with its client when another comes on screen", async () => {
    const fake = await openBar();
    await expect.element(page.getByText("Atelier Brume, atelier.brume")).toBeVisible();
    await call("workspace_open", { id: "w2" });
    await expect.poll(() => requests(fake, "studio_get").length).toBeGreaterThan(1);
    await expect.element(page.getByRole("heading", { name: "Instagram, à la main" })).toBeVisible();
    expect(requests(fake, "assisted_get").at(-1)).toEqual(OF);
  });

  test("a file is dragged out under its own address, where the system lets us", async () => {
    const fake = await openBar();
    await expect.element(page.getByText(/^bougies_instagram/)).toBeVisible();
    const file = page
      .getByText(/^bougies_instagram/)
      .element()
      .closest("li");
    if (!file) throw new Error("a file stands in a list");
    const start = () => {
      const dataTransfer = new DataTransfer();
      const event = new DragEvent("dragstart", { bubbles: true, cancelable: true, dataTransfer });
      file.dispatchEvent(event);
      return { refused: event.defaultPrevented, carried: dataTransfer.getData("text/uri-list") };
    };
    expect(start().refused, "it is not laid out yet").toBe(true);
    await userEvent.hover(file);
    await expect
      .poll(() => requests(fake, "files_lay"))
      .toEqual([{ workspace_id: W, rendition_ids: ["asset-2-file"] }]);
    await expect.poll(() => start().carried).toBe("file:///by-hand/asset-2-file.jpg");
  });

  test("a film's captions are dragged out by themselves, for a drag carries one file", async () => {
    const [file] = assistedSheet("fr").files;
    if (!file) throw new Error("the sheet has files");
    const film = {
      ...file,
      rendition_id: FILM_FILE,
      name: "film.mp4",
      captions: "film.srt",
      mime: "video/mp4",
    };
    await openBar({ assisted: { files: [film] } });
    const carried = async (name: RegExp) => {
      await expect.element(page.getByText(name)).toBeVisible();
      const shown = page.getByText(name).element();
      await userEvent.hover(shown);
      await expect.poll(() => shown.closest("[draggable]")?.hasAttribute("data-laid")).toBe(true);
      const dataTransfer = new DataTransfer();
      shown.dispatchEvent(new DragEvent("dragstart", { bubbles: true, cancelable: true, dataTransfer }));
      return dataTransfer.getData("text/uri-list");
    };
    expect(await carried(/^film\.mp4/)).toBe(`file:///by-hand/${FILM_FILE}.mp4`);
    expect(await carried(/^film\.srt$/)).toBe(`file:///by-hand/${FILM_FILE}.srt`);
  });

  test("the press after a drag does its work, although WebKit leaves pointerdown out of it", async () => {
    const fake = await openBar();
    await expect.element(page.getByText(/^bougies_instagram/)).toBeVisible();
    const file = page
      .getByText(/^bougies_instagram/)
      .element()
      .closest("li");
    file?.dispatchEvent(new DragEvent("dragend", { bubbles: true, dataTransfer: new DataTransfer() }));
    const button = page.getByRole("button", { name: "Ouvrir Instagram" }).element();
    const { left, top } = button.getBoundingClientRect();
    const at = { bubbles: true, cancelable: true, button: 0, clientX: left + 5, clientY: top + 5, detail: 1 };
    const pointer = { ...at, pointerId: 1, pointerType: "mouse", width: 1, height: 1 };
    button.dispatchEvent(new MouseEvent("mousedown", { ...at, buttons: 1 }));
    button.dispatchEvent(new PointerEvent("pointerup", pointer));
    button.dispatchEvent(new MouseEvent("mouseup", at));
    button.dispatchEvent(new MouseEvent("click", at));
    await expect.poll(() => requests(fake, "assisted_open_page")).toEqual([OF]);
  });

  test("where the web view gives no files away, none is offered for dragging", async () => {
    await openBar({ platform: "macos" });
    await expect.element(page.getByText(/^bougies_instagram/)).toBeVisible();
    expect(document.querySelector("[draggable]")).toBeNull();
  });

  test("a file dropped on it asks for nothing that a bar may not ask", async () => {
    const fake = await openBar();
    await expect.element(page.getByRole("heading", { level: 1 })).toBeVisible();
    await drop("/photos/vase.jpg");
    await userEvent.keyboard("{Escape}");
    expect(requests(fake, "media_import")).toEqual([]);
  });
});

describe("The queue", () => {
  const assist = async () => {
    await page.getByRole("button", { name: /Bougies de l’avent/ }).click();
    await page.getByRole("button", { name: "Publier à la main" }).click();
  };

  test("opens the bar of a post by hand", async () => {
    const fake = await openStudio({ lang: "fr", at: "/queue" });
    await assist();
    await expect
      .poll(() => requests(fake, "bar_open"))
      .toEqual([{ workspace_id: "w1", publication_id: "pub-3" }]);
  });

  test("shows it in the studio where the system gives no window for it", async () => {
    const fake = await openStudio({ lang: "fr", at: "/queue", barless: true });
    await assist();
    await expect.element(page.getByRole("heading", { name: "Instagram, à la main" })).toBeVisible();
    expect(requests(fake, "assisted_get")).toEqual([{ workspace_id: "w1", publication_id: "pub-3" }]);
  });
});
