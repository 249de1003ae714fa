import { createReadStream, readdirSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, mergeConfig, type Plugin } from "vite";
import product from "../vite.config";

/** Serves pictures for the fake library out of a folder that the developer names; none are kept in the repository. */
function media(folder: string | undefined): Plugin {
  const files = folder
    ? readdirSync(folder)
        .filter((name) => /\.(jpe?g|png|webp)$/i.test(name))
        .sort()
    : [];
  return {
    name: "upbeat-dev-media",
    configureServer(server) {
      server.middlewares.use("/@media", (request, response) => {
        const id = decodeURIComponent(request.url?.split("/").pop() ?? "");
        const index = Number(/asset-(\d+)/.exec(id)?.[1] ?? 0);
        const file = files[index % Math.max(1, files.length)];
        if (!folder || !file) {
          response.statusCode = 404;
          response.end();
          return;
        }
        response.setHeader("content-type", "image/jpeg");
        createReadStream(join(folder, file)).pipe(response);
      });
    },
  };
}

export default mergeConfig(product, defineConfig({ plugins: [media(process.env.UPBEAT_DEV_MEDIA)] }));
