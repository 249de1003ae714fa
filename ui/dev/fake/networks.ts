import type { Format, FormatKind, Network, NetworkId, Preset, Route } from "@/ipc";

const provenance = {
  source: "made up for development",
  checked: "2026-11-23",
  confidence: "unsure",
  note: null,
} as const;

const preset = (id: string, name: string, width: number | null, height: number | null): Preset => ({
  id,
  name,
  width_px: width,
  height_px: height,
  default: true,
  max_side_px: null,
  covered: null,
  ...provenance,
});

function format(
  id: string,
  kind: FormatKind,
  name: string,
  max: number,
  media: [number, number],
  frames: Preset[],
  extra: string[] = [],
): Format {
  const rule = (field: string, main: boolean, max_length: number | null) => ({
    field,
    main,
    required: false,
    max_length,
    warn_length: null,
    fold_length: id === "carousel" || id === "feed_image" ? 90 : null,
    max_bytes: null,
    unit: "graphemes" as const,
    url_length: null,
    max_hashtags: null,
    max_mentions: null,
    max_links: null,
    links_clickable: true,
    enforce: "error" as const,
    runtime: null,
    ...provenance,
  });
  return {
    id,
    kind,
    name,
    texts: [rule("text", true, max), ...extra.map((field) => rule(field, false, 500))],
    image: null,
    video: null,
    audio: null,
    document: null,
    min_media: media[0],
    max_media: media[1],
    mixed: true,
    crop_all_to_first: false,
    companion: false,
    routes: [],
    presets: frames,
    ...provenance,
  };
}

function network(
  id: NetworkId,
  name: string,
  routes: Route[],
  formats: Format[],
  first_comment = false,
): Network {
  return {
    id,
    name,
    dated: "2026-11-22",
    proof: "read_back",
    routes: routes.map((route) => ({
      route,
      label: { direct: "Direct", native: "Réseau", inbox: "Boîte", assisted: "À la main" }[route],
      built: true,
      audience: "public",
      ...provenance,
    })),
    capabilities: {
      comments: true,
      insights: true,
      native_scheduling: false,
      polls: false,
      alt_text: true,
      first_comment,
      delete: true,
      never: [],
      ...provenance,
    },
    compose_url: id === "mastodon" ? "https://{server}/publish" : "https://example.org",
    assisted_steps: ["media", "text"],
    formats,
    quotas: [],
  };
}

const f45 = preset("portrait_4x5", "Portrait", 1080, 1350);
const f11 = preset("square", "Carré", 1080, 1080);
const f916 = preset("story", "Story", 1080, 1920);
const f23 = preset("pin", "Épingle", 1000, 1500);
const f169 = preset("wide", "16:9", 1600, 900);
const original = preset("original", "Forme d’origine", null, null);
const f191 = preset("link", "1,91:1", 1200, 627);

export const NETWORKS: Network[] = [
  network(
    "instagram",
    "Instagram",
    ["assisted"],
    [
      format("feed_image", "image", "Post", 2200, [1, 1], [f45, f11]),
      format("carousel", "carousel", "Carrousel", 2200, [2, 10], [f45]),
      format("reel", "short", "Reel", 2200, [1, 1], [f916]),
      format("story", "story", "Story", 0, [1, 1], [f916]),
    ],
    true,
  ),
  network(
    "facebook",
    "Facebook",
    ["assisted"],
    [
      format("post", "image", "Publication", 63206, [0, 10], [f191]),
      format("reel", "short", "Reel", 63206, [1, 1], [f916]),
    ],
  ),
  network(
    "threads",
    "Threads",
    ["assisted"],
    [
      format("post", "image", "Post", 500, [0, 20], [f45]),
      format("thread", "thread", "Thread", 500, [0, 20], [f45]),
    ],
  ),
  network(
    "youtube",
    "YouTube",
    ["assisted"],
    [
      format("video", "video", "Vidéo", 5000, [1, 1], [f169], ["title"]),
      format("short", "short", "Short", 5000, [1, 1], [f916], ["title"]),
    ],
  ),
  network(
    "x",
    "X",
    ["assisted"],
    [
      format("post", "image", "Post", 280, [0, 4], [f169]),
      format("thread", "thread", "Thread", 280, [0, 4], [f169]),
    ],
  ),
  network("tiktok", "TikTok", ["assisted"], [format("video", "short", "Vidéo", 2200, [1, 1], [f916])]),
  network("snapchat", "Snapchat", ["assisted"], [format("story", "story", "Story", 0, [1, 1], [f916])]),
  network("linkedin", "LinkedIn", ["assisted"], [format("post", "image", "Post", 3000, [0, 20], [f191])]),
  network(
    "pinterest",
    "Pinterest",
    ["assisted"],
    [format("pin", "image", "Épingle", 800, [1, 1], [f23], ["title", "link"])],
  ),
  network(
    "bluesky",
    "Bluesky",
    ["direct", "assisted"],
    [
      format("post", "image", "Post", 300, [0, 4], [original]),
      format("thread", "thread", "Thread", 300, [0, 4], [original]),
    ],
  ),
  network(
    "mastodon",
    "Mastodon",
    ["direct", "assisted"],
    [
      format("post", "image", "Pouet", 500, [0, 4], [original], ["spoiler_text"]),
      format("thread", "thread", "Thread", 500, [0, 4], [original], ["spoiler_text"]),
    ],
  ),
];
