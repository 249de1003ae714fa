import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { chromium } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** The browser that draws the bundle. */
const CHROMIUM = process.env.UPBEAT_CHROMIUM ?? "/usr/bin/chromium";
/** As strict as the window's own: no inline script, no inline style, no evaluation. */
const CSP = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' upbeat-media:",
  "media-src 'self' upbeat-media:",
  "font-src 'self'",
  "connect-src 'self'",
].join("; ");
const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
};
const ROOT = join(import.meta.dirname, "../..");
/** The start budget of the design: bytes of script, packed, before the first screen. */
const START_GZIP_BYTES_MAX = 350_000;

let folder: string;
let server: Server;
let address: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "upbeat-bundle-"));
  await build({
    root: ROOT,
    configFile: join(ROOT, "vite.config.ts"),
    logLevel: "error",
    build: { outDir: folder, emptyOutDir: true, reportCompressedSize: false },
  });
  server = createServer((request, response) => {
    const path = request.url === "/" ? "/index.html" : (request.url ?? "/");
    try {
      const bytes = readFileSync(join(folder, path));
      response.writeHead(200, {
        "content-type": TYPES[extname(path)] ?? "application/octet-stream",
        "content-security-policy": CSP,
      });
      response.end(bytes);
    } catch {
      response.writeHead(404);
      response.end();
    }
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}, 120_000);

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

/** Stands in for the core, in the page: just enough for the first screens. */
function core(): void {
  const workspace = {
    id: "w",
    name: "Atelier Brume",
    zone: "Europe/Paris",
    lang: "fr",
    planned: 0,
    needs_person: 0,
  };
  const draft = {
    title: "",
    state: "draft",
    body: { text: "", fields: {}, media: [] },
    targets: [],
    variants: [],
    wish: null,
  };
  const post = {
    id: "p",
    revision: 1,
    draft,
    due: null,
    created_at: "2026-11-23T09:00:00Z",
    updated_at: "2026-11-23T09:00:00Z",
    deleted_at: null,
  };
  const answers: Record<string, unknown> = {
    studio_get: {
      version: "0",
      lang: "fr",
      theme: "dark",
      platform: "linux",
      workspaces: [workspace],
      workspace,
      first_run: false,
      tools: [],
      vault: { state: "ready", trouble: null },
      data_folder_free_bytes: null,
      online: null,
      queue_paused: false,
      hold: null,
      troubled: [],
      waiting: 0,
      can_undo: false,
      can_redo: false,
      zone: "Europe/Paris",
      zones: ["Europe/Paris"],
    },
    networks_list: { networks: [] },
    account_list: { accounts: [] },
    post_list: { posts: [], total: 0 },
    post_create: post,
    post_save: { id: "p", revision: 2, updated_at: post.updated_at, due: null },
    post_check: { checks: [] },
    rendition_list: { renditions: [], failures: [], pending: 0, stopped: [], active: [] },
    publication_list: {
      publications: [],
      paused: false,
      hold: null,
      worked_here: true,
      now: post.updated_at,
    },
  };
  Object.assign(window, {
    __TAURI_INTERNALS__: {
      metadata: { currentWindow: { label: "main" }, currentWebview: { label: "main", windowLabel: "main" } },
      transformCallback: () => 1,
      unregisterCallback: () => undefined,
      invoke: async (command: string) => answers[command] ?? null,
    },
    __TAURI_EVENT_PLUGIN_INTERNALS__: { unregisterListener: () => undefined },
  });
}

describe("the bundle that ships", () => {
  test("draws its first screen under a strict CSP, in both moods, and breaks no rule of it", async ({
    skip,
  }) => {
    skip(!existsSync(CHROMIUM), "there is no Chromium (UPBEAT_CHROMIUM names one)");
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ["--no-sandbox"],
    });
    try {
      const page = await browser.newPage();
      const told: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error" && !message.text().includes("favicon")) told.push(message.text());
      });
      page.on("pageerror", (error) => told.push(String(error)));
      await page.addInitScript(core);
      await page.goto(address);
      const text = page.getByRole("textbox", { name: "Texte du post" });
      await text.waitFor({ timeout: 20_000 });
      await text.click();
      await page.keyboard.type("Bonjour");
      await page.getByRole("button", { name: "Choisir une date" }).click();
      await page.getByRole("grid").waitFor();
      await page.keyboard.press("Escape");
      expect(await text.textContent()).toBe("Bonjour");
      expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
      // Sheets arrive in an order of their own: the layers must hold all the same.
      const look = await page.getByRole("button", { name: "Autres façons d’envoyer" }).evaluate((element) => {
        const { backgroundColor, minHeight } = getComputedStyle(element);
        return { backgroundColor, minHeight };
      });
      expect(look.minHeight).toBe("34px");
      expect(look.backgroundColor).not.toBe("rgba(0, 0, 0, 0)");
      expect(told.filter((line) => !/favicon|404/.test(line))).toEqual([]);
    } finally {
      await browser.close();
    }
  }, 60_000);

  test("starts within its budget", async () => {
    const { gzipSync } = await import("node:zlib");
    const html = readFileSync(join(folder, "index.html"), "utf8");
    const scripts = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(
      (match) => match[1] ?? "",
    );
    const packed = scripts.reduce((sum, path) => sum + gzipSync(readFileSync(join(folder, path))).length, 0);
    expect(scripts.length).toBeGreaterThan(0);
    expect(packed).toBeLessThan(START_GZIP_BYTES_MAX);
  });

  test("holds nothing of the development page", async () => {
    const { readdirSync } = await import("node:fs");
    const scripts = readdirSync(join(folder, "assets")).filter((name) => name.endsWith(".js"));
    const wrong = scripts.filter((name) =>
      readFileSync(join(folder, "assets", name), "utf8").includes("made up for development"),
    );
    expect(wrong).toEqual([]);
  });
});
