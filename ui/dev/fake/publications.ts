import type { NetworkId, Publication, PublicationDetail, PublicationState, Route, Status } from "@/ipc";

type Line = {
  post: string;
  title: string;
  cover: string;
  network: NetworkId;
  route?: Route;
  local: string;
  state: PublicationState;
  status: Status;
  label: string;
  actions?: string[];
};

const LINES: Line[] = [
  {
    post: "p1",
    title: "Bol à agrumes",
    cover: "asset-1",
    network: "bluesky",
    local: "2026-11-23T10:15:00",
    state: "published",
    status: "published",
    label: "Publié",
    actions: ["open"],
  },
  {
    post: "p1",
    title: "Bol à agrumes",
    cover: "asset-1",
    network: "mastodon",
    local: "2026-11-23T10:15:00",
    state: "unconfirmed",
    status: "in_progress",
    label: "On vérifie avant de renvoyer",
  },
  {
    post: "p2",
    title: "Ouverture du four, en 30 secondes",
    cover: "asset-5",
    network: "mastodon",
    local: "2026-11-23T09:00:00",
    state: "rejected",
    status: "failed",
    label: "Échec",
    actions: ["reconnect", "edit", "unschedule"],
  },
  {
    post: "p3",
    title: "Bougies de l’avent, première coulée",
    cover: "asset-2",
    network: "pinterest",
    route: "assisted",
    local: "2026-11-23T10:30:00",
    state: "waiting_for_person",
    status: "scheduled",
    label: "À publier à la main",
    actions: ["assist", "reschedule", "unschedule"],
  },
  {
    post: "p4",
    title: "Trois ans de recherche sur les émaux",
    cover: "asset-0",
    network: "linkedin",
    route: "assisted",
    local: "2026-11-23T17:00:00",
    state: "planned",
    status: "scheduled",
    label: "Programmé",
    actions: ["publish_now", "reschedule", "unschedule"],
  },
  {
    post: "p5",
    title: "Thé dans la brume",
    cover: "asset-3",
    network: "bluesky",
    local: "2026-11-24T09:00:00",
    state: "planned",
    status: "scheduled",
    label: "Programmé",
    actions: ["publish_now", "reschedule", "unschedule"],
  },
];

/** A queue to look at. */
export function publications(at: string): Publication[] {
  return LINES.map((line, index) => ({
    id: `pub-${index}`,
    post_id: line.post,
    title: line.title,
    cover: line.cover,
    account_id: `acc-${line.network}`,
    handle: "atelier.brume",
    network: line.network,
    format: "feed_image",
    route: line.route ?? "direct",
    route_label: line.route === "assisted" ? "À la main" : "Direct",
    state: line.state,
    state_label: line.label,
    status: line.status,
    status_label: line.label,
    due: {
      instant: new Date(`${line.local}+01:00`).toISOString(),
      local: line.local,
      zone: "Europe/Paris",
      offset_minutes: 60,
      shift: "none",
    },
    retry_at: line.state === "unconfirmed" ? at : null,
    trouble:
      line.status === "failed"
        ? {
            code: "network.reconnect",
            message: "Mastodon a refusé la connexion. Le post est intact.",
            subject: null,
            fix: "Reconnectez le compte, puis renvoyez.",
            retryable: false,
          }
        : null,
    receipt:
      line.state === "published"
        ? {
            remote_id: "at://x",
            url: "https://bsky.app/profile/x/post/y",
            at,
            audience: "public",
            audience_label: "visible par tous",
            proof: "answer",
            proof_label: "Confirmé par le réseau",
          }
        : null,
    actions: line.actions ?? [],
  }));
}

export function publicationDetail(publication: Publication): PublicationDetail {
  return {
    publication,
    body: { text: "", fields: {}, media: [] },
    parts: [],
    log: [
      { at: "2026-11-23T09:15:02Z", event: "claimed", text: "Heure venue", detail: null },
      { at: "2026-11-23T09:15:04Z", event: "prepared", text: "1 fichier envoyé, reçu intact", detail: null },
      { at: "2026-11-23T09:15:05Z", event: "sending", text: "Envoi", detail: null },
      { at: "2026-11-23T09:15:06Z", event: "accepted", text: "Accepté", detail: null },
    ],
    files: [
      {
        asset_id: "asset-1",
        rendition_id: null,
        hash: "ab".repeat(32),
        mime: "image/jpeg",
        bytes: 912_000,
        width_px: 1080,
        height_px: 1350,
      },
    ],
  };
}
