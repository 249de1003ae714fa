import "@/styles/index.css";
import { emit } from "@tauri-apps/api/event";
import { createRoot } from "react-dom/client";
import { App } from "@/app/App";
import { makeQueryClient } from "@/app/queryClient";
import { serveMediaFrom } from "@/ipc/media";
import { fakeCore, TEXT_FR } from "./fake/core";

/** Development page: the product's window on a core that answers from memory. Never part of the product. */
const asked = new URLSearchParams(location.search);
const lang = asked.get("lang") === "en" ? "en" : "fr";
const theme = asked.get("theme") === "dark" ? "dark" : "light";
const scene = asked.get("scene") ?? "compose";
const target = (
  network: "instagram" | "facebook" | "linkedin" | "threads" | "pinterest" | "x",
  account: string,
) => ({ network, account, format: null });

fakeCore({
  lang,
  theme,
  firstRun: scene === "welcome",
  assets: scene === "compose" ? 4 : 0,
  pace: Number(asked.get("pace") ?? 60),
  ...(scene === "compose"
    ? {
        draft: {
          title: "Série «\u00a0Grès de brume\u00a0»",
          body: { text: TEXT_FR, fields: {}, media: undefined as never },
          targets: [
            target("instagram", "acc-ig"),
            target("facebook", "acc-fb"),
            target("linkedin", "acc-li"),
            target("threads", "acc-th"),
            target("pinterest", "acc-pi"),
            target("x", "acc-x"),
          ],
          variants: [
            {
              scope: { kind: "network" as const, network: "linkedin" as const },
              text: "Trois ans de recherche sur les émaux de cendre, et une première série que nous osons montrer.",
              fields: {},
              media: null,
            },
            {
              scope: { kind: "network" as const, network: "x" as const },
              text: "Elle est sortie du four ce matin. La série « Grès de brume » : douze vases tournés à la main, émaillés à la cendre de hêtre du Beaujolais.\nEn boutique ce jeudi dès 18 h 30, rue des Tables-Claudiennes, Lyon 1er. On vous garde un thé.\n#céramique #grès #faitmain #lyon #artisanat #atelierbrume",
              fields: {},
              media: null,
            },
          ],
          wish: { local: "2026-11-26T18:30:00", zone: "Europe/Paris" },
        },
      }
    : {}),
});
serveMediaFrom("/@media");
// Why: the product sets the base from the platform; development keeps its own.
const root = document.getElementById("root");
if (root) createRoot(root).render(<App client={makeQueryClient()} at={asked.get("at") ?? undefined} />);

declare global {
  interface Window {
    upbeatDrop?: (paths: string[]) => void;
  }
}
/** As the system's own drop would be told. */
window.upbeatDrop = (paths) => void emit("tauri://drag-drop", { paths, position: { x: 0, y: 0 } });
