import { emit } from "@tauri-apps/api/event";
import { mockIPC, mockWindows } from "@tauri-apps/api/mocks";
import type {
  Account,
  Asset,
  Assisted,
  Check,
  Commands,
  Draft,
  ErrorDto,
  Hold,
  Job,
  NetworkId,
  Post,
  Rendition,
  Route,
  Studio,
  Target,
  Vault,
  WorkspaceTrouble,
} from "@/ipc";
import { errorOf } from "@/ipc";
import { assistedSheet, FILM_FILE } from "./assisted";
import { NETWORKS } from "./networks";
import { fakePosts } from "./posts";
import { publicationDetail, publications } from "./publications";
import { fakeSettings } from "./settings";

/** A crop that loses somebody. */
const lossyCrop = (french: boolean) => ({
  step: "cropped",
  text: french
    ? "Recadrée à 608\u00a0×\u00a01080 px autour de 2 visages\u00a0: 31\u202f% coupés à droite"
    : "Cropped to 608\u00a0×\u00a01080 px around 2 faces: 31% cut on the right",
  loss: french
    ? "Visages entiers\u00a0: 2 sur 3\u202f; avec des marges, toute l’image reste visible"
    : "Whole faces: 2 of 3; with margins all of the picture shows",
});

/** A core for development and component tests: it answers the contract from memory and decides nothing real. */
export type FakeOptions = {
  lang?: "fr" | "en";
  theme?: "light" | "dark" | "system";
  firstRun?: boolean;
  assets?: number;
  accounts?: boolean;
  draft?: Partial<Draft>;
  /** The client's name. */
  client?: string;
  /** Milliseconds for each prepared file. */
  pace?: number;
  /** Publications of the post being written, by account. */
  posted?: Record<string, "scheduled" | "published" | "in_progress">;
  /** What differs in the sheet of a post by hand. */
  assisted?: Partial<Assisted>;
  platform?: "linux" | "macos" | "windows";
  /** Accounts whose test finds something wrong. */
  troubled?: Readonly<Record<string, ErrorDto>>;
  /** What differs in accounts, by id. */
  changed?: Readonly<Record<string, Partial<Account>>>;
  /** The system gives no window for a bar. */
  barless?: boolean;
  /** Clients whose data are damaged. */
  troubledClients?: WorkspaceTrouble[];
  /** The system's keychain, where it is not ready (`vault.ts`). */
  vault?: Vault;
  /** The client's zone, and the person's own. */
  zones?: { client: string; own: string };
  /** The core's clock. */
  now?: string;
  /** The clock jumped. */
  hold?: Hold;
  /** The label of the window, as the shell names it. */
  window?: string;
  /** Commands that fail, with the code of their failure. */
  failing?: Partial<Record<keyof Commands, string>>;
};

export type Fake = {
  calls: { command: string; request: unknown }[];
  /** The post made or opened first; with an id, that one. */
  post: (id?: string) => Post;
  /** As another window or a command would write. */
  writeElsewhere: (id: string, edit: (draft: Draft) => Draft) => void;
  dropped: string[];
  /** Commands that fail from now on, with the code of their failure. */
  failing: NonNullable<FakeOptions["failing"]>;
  /** Commands that answer something else from now on. */
  answers: Answers;
};

export type Answers = {
  [C in keyof Commands]?: (
    request: Commands[C]["request"],
  ) => Commands[C]["response"] | Promise<Commands[C]["response"]>;
};

const AT = "2026-11-23T09:00:00Z";

const BACKUP = {
  written: {
    instant: "2026-11-21T09:14:00Z",
    local: "2026-11-21T10:14:00",
    zone: "Europe/Paris",
    offset_minutes: 60,
    shift: "none",
  },
  when: "Sat 21 Nov, 10:14 am",
  bytes: 1_200_000,
} as const;
const HOLDS = { posts: 14, publications: 3, assets: 20, accounts: 4 };
export const DAMAGED = {
  code: "storage.damaged",
  message: "The database is damaged. Nothing is published from it.",
  subject: null,
  fix: "",
  retryable: false,
} as const;

export function asset(index: number): Asset {
  const video = index === 5;
  const sizes = [
    [4284, 5712],
    [3024, 4032],
    [4000, 3000],
    [3024, 4032],
    [4284, 5712],
    [1080, 1920],
  ] as const;
  const [width_px, height_px] = sizes[index % 6] ?? [4000, 3000];
  return {
    id: `asset-${index}`,
    name: video ? "four.mp4" : `gres-vert_041${index}.heic`,
    hash: String(index).repeat(64).slice(0, 64),
    alt: "",
    used: 0,
    created_at: AT,
    deleted_at: null,
    placeholder: null,
    info: {
      kind: video ? "video" : "image",
      container: video ? "mp4" : "heic",
      mime: video ? "video/mp4" : "image/heic",
      bytes: 8_100_000,
      width_px,
      height_px,
      orientation: 6,
      color: "Display P3",
      bit_depth: 8,
      has_gps: true,
      has_metadata: true,
      has_alpha: false,
      frames: 1,
      duration_ms: video ? 18_000 : null,
      fps: video ? 30 : null,
      video_codec: video ? "h264" : null,
      audio_codec: video ? "aac" : null,
      taken_at: null,
      sound: null,
      inside: { pages: 1, page_sizes_pt: [], film_bytes: null, gain_map: false, pair_id: null },
    },
  };
}

function account(
  id: string,
  network: NetworkId,
  handle: string,
  route: Route,
  name = "Atelier Brume",
): Account {
  return {
    id,
    network,
    handle,
    display_name: name,
    server: "https://example.org",
    route,
    route_label: { direct: "Direct", native: "Réseau", inbox: "Boîte", assisted: "À la main" }[route],
    state: "connected",
    state_label: "Connecté",
    has_avatar: true,
    audience: "public",
    expires_at: null,
    checked_at: AT,
    trouble: null,
    planned: 0,
    created_at: AT,
    own_network: false,
  };
}

const ACCOUNTS: Account[] = [
  account("acc-ig", "instagram", "atelier.brume", "assisted"),
  account("acc-fb", "facebook", "Atelier Brume", "assisted"),
  account("acc-li", "linkedin", "Atelier Brume", "assisted"),
  account("acc-th", "threads", "atelier.brume", "assisted"),
  account("acc-pi", "pinterest", "atelierbrume", "assisted"),
  account("acc-x", "x", "atelierbrume", "assisted"),
  account("acc-bs", "bluesky", "brume.art", "direct"),
  account("acc-ma", "mastodon", "@brume@mastodon.social", "direct"),
];

export const TEXT_FR =
  "Elle est sortie du four ce matin. La série «\u00a0Grès de brume\u00a0»\u00a0: douze vases tournés à la main, émaillés à la cendre de hêtre du Beaujolais.\n\nChaque pièce a passé 14\u00a0heures à 1\u202f280\u00a0°C. Aucune n’a pris la même couleur, et c’est exactement ce qu’on espérait.\n\nEn boutique jeudi dès 18\u00a0h\u00a030, rue des Tables-Claudiennes. On vous garde un thé.\n\n#céramique #grès #faitmain #lyon #artisanat";

/** A text in stretches of at most `max`, between words. */
function cut(text: string, max: number): { start: number; end: number }[] {
  const parts: { start: number; end: number }[] = [];
  for (let start = 0; start < text.length; ) {
    const space = text.lastIndexOf(" ", start + max);
    const end = start + max >= text.length || space <= start ? Math.min(start + max, text.length) : space;
    parts.push({ start, end });
    start = text[end] === " " ? end + 1 : end;
  }
  return parts;
}

let current = 0;

/** Stops what the fake still has under way. */
export function closeFake(): void {
  current += 1;
}

export function fakeCore(options: FakeOptions = {}): Fake {
  current += 1;
  const mine = current;
  const french = options.lang !== "en";
  const assets = Array.from({ length: Math.max(6, options.assets ?? 0) }, (_, index) => asset(index));
  const accounts =
    options.accounts === false ? [] : ACCOUNTS.map((each) => ({ ...each, ...options.changed?.[each.id] }));
  const workspace = {
    id: "w1",
    name: options.client ?? "Atelier Brume",
    zone: options.zones?.client ?? "Europe/Paris",
    lang: "fr" as const,
    planned: 3,
    needs_person: 0,
  };
  const studio: Studio = {
    version: "0.1.0",
    lang: options.lang ?? "fr",
    theme: options.theme ?? "light",
    platform: options.platform ?? "linux",
    workspaces: [workspace, { ...workspace, id: "w2", name: "Café Lumen" }],
    troubled: options.troubledClients ?? [],
    workspace,
    first_run: options.firstRun ?? false,
    tools: [],
    vault: options.vault ?? { state: "ready", trouble: null },
    data_folder_free_bytes: 210_000_000_000,
    online: true,
    queue_paused: false,
    hold: options.hold ?? null,
    waiting: 3,
    can_undo: false,
    can_redo: false,
    zone: options.zones?.own ?? "Europe/Paris",
    zones: ["Europe/Paris", "America/New_York", "UTC"],
  };
  const posts = fakePosts(
    options,
    assets.slice(0, options.assets ?? 0).map(({ id }) => id),
  );
  const fake: Fake = {
    calls: [],
    post: (id) => (id ? posts.get(id) : posts.latest()),
    writeElsewhere: posts.writeElsewhere,
    dropped: [],
    failing: options.failing ?? {},
    answers: {},
  };
  const made: Rendition[] = [];
  /** Jobs under way, each with its asset and for whom, and assets whose work was stopped, with for whom. */
  const running = new Map<string, { asset_id: string; networks: string }>();
  const stopped = new Map<string, string>();
  let job = 0;

  function check(target: Target, draft: Draft): Check {
    const network = NETWORKS.find((n) => n.id === target.network);
    const variant = draft.variants.find((v) =>
      v.scope.kind === "network" ? v.scope.network === target.network : v.scope.account === target.account,
    );
    const text = variant?.text ?? draft.body.text;
    const media = variant?.media ?? draft.body.media;
    const format =
      network?.formats.find((f) => f.id === target.format) ??
      network?.formats.find((f) => f.min_media <= media.length && media.length <= f.max_media) ??
      network?.formats[0];
    const length = [...text].length;
    const max = format?.texts.find((rule) => rule.main)?.max_length ?? null;
    const parts = format?.kind === "thread" && max !== null ? cut(text, max) : [];
    const remaining = max === null ? null : max - length;
    const problems: Check["problems"] = [];
    const name = network?.name ?? target.network;
    // As in the core: a thread is cut so that every part fits, and still counts its whole text.
    if (remaining !== null && remaining < 0 && parts.length === 0) {
      const shorten = {
        action: "shorten",
        label: french ? "Raccourcir" : "Shorten",
        value: [...text].slice(0, max ?? 0).join(""),
      };
      const adapt = {
        action: "adapt",
        label: french ? `Adapter pour ${name}` : `Adapt for ${name}`,
        value: null,
      };
      problems.push({
        code: "text.too_long",
        severity: "error",
        medium: null,
        field: "text",
        range: { start: [...text].slice(0, max ?? 0).join("").length, end: text.length },
        message: french
          ? `${name}\u00a0: ${-remaining}\u00a0caractères de trop.`
          : `${name}: ${-remaining} characters over.`,
        fix: shorten,
        fixes: [shorten, adapt],
      });
    }
    if (media.some((m) => !m.alt) && target.network === "mastodon") {
      const write = {
        action: "write_alt",
        label: french ? "Décrire" : "Describe",
        value: media.find((m) => !m.alt)?.asset ?? null,
      };
      problems.push({
        code: "media.alt_missing",
        severity: "warning",
        field: "alt",
        medium: 0,
        range: null,
        message: french
          ? "Mastodon\u00a0: une image n’a pas de description."
          : "Mastodon: a picture has no description.",
        fix: write,
        fixes: [write],
      });
    }
    const facets = [...text.matchAll(/#[\p{L}\d_]+|https?:\/\/\S+|@[\w.]+/gu)].map((match) => ({
      kind: match[0].startsWith("#")
        ? ("hashtag" as const)
        : match[0].startsWith("@")
          ? ("mention" as const)
          : ("link" as const),
      byte_start: 0,
      byte_end: 0,
      utf16_start: match.index,
      utf16_end: match.index + match[0].length,
    }));
    return {
      network: target.network,
      account: target.account,
      format: format?.id ?? "",
      format_name: format?.name ?? "",
      length,
      max_length: max,
      unit: "graphemes",
      remaining,
      valid: !problems.some((p) => p.severity === "error"),
      problems,
      facets,
      fields: [{ field: "text", length, max_length: max, unit: "graphemes" }],
      parts: parts.length > 1 ? parts : [],
    };
  }

  function prepare(ids: readonly string[], networks: readonly NetworkId[]): Job[] {
    return ids.map((id) => {
      const source = assets.find((a) => a.id === id);
      const wanted = NETWORKS.filter((n) => networks.includes(n.id)).flatMap((n) =>
        n.formats.slice(0, 1).flatMap((f) => f.presets.map((p) => ({ n, f, p }))),
      );
      const job_id = `job-${++job}`;
      stopped.delete(id);
      running.set(job_id, { asset_id: id, networks: networks.join() });
      let done = 0;
      const total = wanted.length;
      const step = () => {
        const next = wanted[done];
        if (mine !== current || !running.has(job_id)) return;
        if (!next) return void running.delete(job_id);
        const made_id = `r-${id}-${next.n.id}-${next.p.id}`;
        const before = made.findIndex((each) => each.id === made_id);
        made.splice(before < 0 ? made.length : before, before < 0 ? 0 : 1, {
          id: made_id,
          asset_id: id,
          network: next.n.id,
          format: next.f.id,
          format_name: next.f.name,
          preset: next.p.id,
          preset_name: next.p.name,
          kind: "image",
          mime: "image/jpeg",
          width_px: next.p.width_px ?? source?.info.width_px ?? 0,
          height_px: next.p.height_px ?? source?.info.height_px ?? 0,
          bytes: 412_000,
          duration_ms: null,
          crop: null,
          hash: "0".repeat(64),
          took_ms: 120,
          steps: [
            {
              step: "metadata_removed",
              text: french ? "Position et appareil retirés" : "Place and device left out",
              loss: null,
            },
            ...(next.p.id === "story" ? [lossyCrop(french)] : []),
            { step: "encoded", text: "JPEG, 412 ko", loss: null },
          ],
        });
        done += 1;
        if (done === total) running.delete(job_id);
        void emit("progress", {
          job_id,
          asset_id: id,
          state: done < total ? "running" : "done",
          done,
          total,
          percent: (done / total) * 100,
          eta_ms: (total - done) * (options.pace ?? 0),
        });
        void emit("changed", { kind: "renditions", ids: [id] });
        setTimeout(step, options.pace ?? 0);
      };
      setTimeout(step, options.pace ?? 0);
      return { id: job_id, asset_id: id, total, done: 0 };
    });
  }

  /** Stops a job; false for one that is over. */
  function stop(job_id: string): boolean {
    const job = running.get(job_id);
    if (job === undefined) return false;
    const { asset_id, networks } = job;
    running.delete(job_id);
    stopped.set(asset_id, networks);
    const nothing = { done: 0, total: 0, percent: 0, eta_ms: null };
    void emit("progress", { job_id, asset_id, state: "cancelled", ...nothing });
    void emit("changed", { kind: "renditions", ids: [asset_id] });
    return true;
  }

  const now = options.now ?? AT;
  const everything = publications(AT);

  /** What is planned of the post being written, as the test asked for it; without a post, the whole queue. */
  function ofPost(id: string | undefined) {
    const sample = everything[0];
    if (!id) return everything;
    if (!sample) return [];
    return Object.entries(options.posted ?? {}).map(([account_id, status]) => ({
      ...sample,
      id: `own-${account_id}`,
      post_id: id,
      account_id,
      status,
      actions: status === "scheduled" ? ["unschedule"] : [],
    }));
  }

  const all = NETWORKS.map((n) => n.id);
  const answers: Answers = {
    studio_get: () => studio,
    ...fakeSettings(studio),
    workspace_open: ({ id }) => {
      const other = studio.workspaces.find((each) => each.id === id) ?? workspace;
      studio.workspace = other;
      void emit("changed", { kind: "workspace", ids: [] });
      return other;
    },
    workspace_create: () => workspace,
    publication_list: ({ post_id, which }) => ({
      publications: ofPost(post_id).filter(
        ({ status }) => which === undefined || (status === "published") === (which === "out"),
      ),
      paused: false,
      hold: studio.hold,
      worked_here: true,
      now,
    }),
    backup_list: ({ workspace_id }) => ({
      workspace_id,
      name: "Mairie",
      folder: "/data/workspaces/w3",
      backups: [
        { name: "day-2026-11-22.db", ...BACKUP, holds: null, trouble: DAMAGED },
        { name: "day-2026-11-21.db", ...BACKUP, holds: HOLDS, trouble: null },
      ],
    }),
    backup_restore: ({ backup }) => {
      studio.troubled = [];
      void emit("changed", { kind: "studio", ids: [] });
      return {
        backup: { name: backup, ...BACKUP, holds: HOLDS, trouble: null },
        set_aside: "/data/workspaces/w3/workspace.db.set-aside",
        message: "Backup restored. The queue is on pause.",
      };
    },
    reschedule: ({ id, at }) => {
      const moved = everything.find((each) => each.id === id);
      if (!moved || at.kind !== "local") throw errorOf(`no time for ${id}`);
      moved.due = { ...moved.due, instant: new Date(`${at.local}+01:00`).toISOString(), local: at.local };
      void emit("changed", { kind: "publications", ids: [id] });
      return { ...moved, step: 7 };
    },
    queue_clock_right: () => {
      studio.hold = null;
      void emit("changed", { kind: "publications", ids: [] });
      void emit("changed", { kind: "studio", ids: [] });
      return { publications: [], paused: false, hold: null, worked_here: true, now };
    },
    publication_get: ({ id }) => {
      const found = everything.find((each) => each.id === id) ?? everything[0];
      if (!found) throw { code: "not_found", message: "", subject: id, fix: "", retryable: false };
      return publicationDetail(found);
    },
    networks_list: () => ({ networks: NETWORKS }),
    account_list: () => ({ accounts }),
    account_test: ({ id }) => {
      const account = accounts.find((each) => each.id === id);
      const trouble = options.troubled?.[id] ?? null;
      if (!account) throw { code: "not_found", message: "", subject: id, fix: "", retryable: false };
      return { account: { ...account, trouble }, ok: trouble === null, code: null };
    },
    account_connect_bluesky: () => accounts[0] ?? account("acc-bs", "bluesky", "brume.art", "direct"),
    account_connect_mastodon: () => ({ flow_id: "flow", url: "https://mastodon.social/oauth" }),
    account_connect_wait: () => accounts[0] ?? account("acc-ma", "mastodon", "brume", "direct"),
    account_add_assisted: ({ network, name }) => {
      const added = account(`acc-${network}-${accounts.length}`, network, name, "assisted", name);
      accounts.push(added);
      void emit("changed", { kind: "accounts", ids: [added.id] });
      return added;
    },
    media_import: ({ paths }) => {
      fake.dropped.push(...paths);
      return { assets: paths.map((_, index) => assets[index] ?? asset(0)), failures: [], left: 0 };
    },
    media_import_cancel: () => ({}),
    media_paste: () => asset(0),
    asset_alike: () => ({ groups: [] }),
    asset_get: ({ id }) => ({
      asset: assets.find((a) => a.id === id) ?? asset(0),
      renditions: made.filter((r) => r.asset_id === id),
      used_in: [],
    }),
    asset_list: ({ kind, unused, bin, limit, offset }) => {
      const found = assets.filter(
        (each) => !bin && (!unused || each.used === 0) && (!kind || each.info.kind === kind),
      );
      const from = offset ?? 0;
      return { assets: found.slice(from, from + (limit ?? 100)), total: found.length };
    },
    asset_set_alt: ({ id, alt }) => {
      const changed = assets.find((a) => a.id === id) ?? asset(0);
      changed.alt = alt;
      void emit("changed", { kind: "assets", ids: [id] });
      return changed;
    },
    ...posts.answers,
    post_check: ({ draft, id }) => {
      const of = draft ?? posts.get(id ?? "").draft;
      return { checks: of.targets.map((target) => check(target, of)) };
    },
    prepare_start: (request) => {
      const ids = request.asset_ids ?? posts.latest().draft.body.media.map((m) => m.asset);
      const networks =
        request.targets?.map((target) => target.network) ??
        (request.post_id ? posts.latest().draft.targets.map((target) => target.network) : all);
      const kept = (id: string) => request.keep_stopped && stopped.get(id) === networks.join();
      return {
        jobs: prepare(
          ids.filter((id) => !kept(id)),
          networks,
        ),
        failures: [],
      };
    },
    prepare_cancel: ({ job_ids }) => ({ cancelled: job_ids.filter(stop).length }),
    rendition_list: (request) => ({
      renditions: made.filter((r) => !request.asset_ids || request.asset_ids.includes(r.asset_id)),
      failures: [],
      pending: running.size,
      stopped: [...stopped.keys()],
      active: [...running].map(([job_id, { asset_id }]) => ({ job_id, asset_id })),
    }),
    export_files: ({ folder }) => ({
      folder,
      files: made.map((r) => ({ path: `${folder}/${r.id}.jpg`, network: r.network, bytes: r.bytes })),
      failures: [],
    }),
    assisted_get: () => assistedSheet(studio.lang, options.assisted),
    assisted_open_page: () => ({ url: "https://www.instagram.com/" }),
    assisted_reveal: () => ({ folder: "/home/inès/by-hand", files: [] }),
    files_lay: ({ rendition_ids }) => ({
      addresses: rendition_ids.flatMap((id) =>
        id === FILM_FILE
          ? [`file:///by-hand/${id}.mp4`, `file:///by-hand/${id}.srt`]
          : [`file:///by-hand/${id}.jpg`],
      ),
    }),
    assisted_snooze: () => assistedSheet(studio.lang).publication,
    assisted_done: () => assistedSheet(studio.lang).publication,
    path_reveal: () => ({ url: "" }),
    schedule: () => ({
      publications: [],
      refused: [],
      message: french ? "Programmé jeudi 26 nov. à 18:30" : "Scheduled Thu 26 Nov, 6:30 pm",
    }),
    publish_now: () => ({ publications: [], refused: [], message: french ? "C’est parti" : "On its way" }),
    undo: () => ({ message: null, can_undo: false, can_redo: false }),
    redo: () => ({ message: null, can_undo: false, can_redo: false }),
  };

  mockWindows(options.window ?? "main");
  mockIPC(
    (command, payload) => {
      const request = (payload as { request?: unknown } | undefined)?.request;
      fake.calls.push({ command, request });
      if (command.startsWith("plugin:")) return pluginAnswer(command);
      const failing = fake.failing[command as keyof Commands];
      if (failing) throw { code: failing, message: `${failing}.`, subject: null, fix: "", retryable: false };
      // The shell's own command: only a real window has a bar to open.
      if (command === "bar_open") {
        if (options.barless) throw "no window";
        return {};
      }
      const answer = { ...answers, ...fake.answers }[command as keyof Commands] as
        | ((request: unknown) => unknown)
        | undefined;
      if (!answer) throw errorOf(`no answer for ${command}`);
      const said = answer(request);
      return said instanceof Promise ? said.then(structuredClone) : structuredClone(said);
    },
    { shouldMockEvents: true },
  );
  return fake;
}

function pluginAnswer(command: string): unknown {
  if (command === "plugin:dialog|open") return "/home/inès/export";
  return null;
}
