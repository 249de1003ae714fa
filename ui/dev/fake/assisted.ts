import type { Assisted } from "@/ipc";
import { snapshot } from "./snapshots";

/** The prepared file of a film that has captions beside it. */
export const FILM_FILE = "film-file";

/** A post by hand, as the core's tests wrote it down, with more to copy. */
export function assistedSheet(lang: "fr" | "en", change: Partial<Assisted> = {}): Assisted {
  const sheet = snapshot<Assisted>("assisted", {
    id: "pub-3",
    post_id: "p3",
    account_id: "acc-ig",
    cover: "asset-2",
    rendition_id: "asset-2-file",
    bytes: 812_000,
    local: "2026-11-23T10:00:00",
    zone: "Europe/Paris",
    offset_minutes: 60,
  });
  const french = lang === "fr";
  const [file] = sheet.files;
  const field = (name: string, label: string, value: string, medium: number | null = null) => ({
    field: name,
    label,
    value,
    medium,
  });
  return {
    ...sheet,
    client: "Atelier Brume",
    fields: [
      field("media", french ? "Fichiers" : "Files", ""),
      field("text", french ? "Texte" : "Text", "Bougies de l’avent, première coulée."),
      field("alt_text", french ? "Description, média 1" : "Description, item 1", "Trois bougies vertes", 0),
      field("alt_text", french ? "Description, média 2" : "Description, item 2", "Une main verse la cire", 1),
      field("first_comment", french ? "Premier commentaire" : "First comment", "#bougie #lyon"),
    ],
    files: file
      ? [
          { ...file, name: "bougies_instagram_carousel.jpg", alt: "Trois bougies vertes" },
          { ...file, rendition_id: "asset-3-file", name: "coulee_instagram_carousel.jpg", bytes: 640_000 },
        ]
      : [],
    ...change,
  };
}
