import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";

const src = fileURLToPath(new URL("./src", import.meta.url));

// Why: component tests run in the system's own Chromium; nothing is downloaded.
const chromium = process.env.UPBEAT_CHROMIUM ?? "/usr/bin/chromium";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": src } },
  clearScreen: false,
  server: {
    port: 5273,
    strictPort: true,
    watch: { ignored: ["**/dist/**"] },
    // Why the whole repository: tests and the development page read answers that the core's tests wrote down.
    fs: { allow: [fileURLToPath(new URL("..", import.meta.url))] },
  },
  build: {
    target: "safari17",
    // Why: fonts stay files of their own: a `data:` font would need a wider CSP.
    assetsInlineLimit: 0,
    reportCompressedSize: true,
    chunkSizeWarningLimit: 1200,
  },
  css: { modules: { localsConvention: "camelCaseOnly" } },
  test: {
    // Why more than one on two cores: component tests wait for the page more than they compute.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Far above what it takes: a machine that does other things at the same time is slow, not wrong.
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["tests/unit/**/*.test.ts"], environment: "node" },
      },
      {
        extends: true,
        test: {
          name: "window",
          include: ["tests/window/**/*.test.tsx"],
          setupFiles: ["tests/setup.ts"],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: chromium, args: ["--no-sandbox"] },
            }),
            instances: [{ browser: "chromium", viewport: { width: 1440, height: 900 } }],
          },
        },
      },
    ],
  },
});
