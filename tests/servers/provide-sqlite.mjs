// Makes better-sqlite3 load in the Node that runs this, which is the one that will run the server.
//
// Its own install script takes a ready-made build from the internet, or else builds it with the
// headers that npm is set up for, which may be another Node's. So its script is off
// (`allowScripts`), and this looks for the right headers beside the running Node first.
import { execFileSync } from "node:child_process";
import { existsSync, globSync, realpathSync, writeFileSync } from "node:fs";
import path from "node:path";

const module = path.resolve("node_modules/better-sqlite3");
const loads = () => {
  try {
    execFileSync(process.execPath, ["-e", "new (require('better-sqlite3'))(':memory:').close()"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};
const attempt = (script, args, env = {}) => {
  const options = { cwd: module, env: { ...process.env, ...env }, stdio: ["ignore", "ignore", "pipe"] };
  try {
    execFileSync(process.execPath, [script, ...args], options);
  } catch (error) {
    console.error(`${path.basename(script)}: ${error.message}\n${error.stderr ?? ""}`);
  }
  return loads();
};
const headers = () => {
  const prefix = path.dirname(path.dirname(realpathSync(process.execPath)));
  const roots = [prefix, ...globSync(path.join(prefix, "node_modules/node*-*"))];
  return roots.find((root) => existsSync(path.join(root, "include/node/node.h")));
};
// npm hands its own `nodedir` on through the environment, where it wins over an argument.
const build = () => {
  const env = headers() ? { npm_config_nodedir: headers() } : {};
  return attempt(process.env.npm_config_node_gyp, ["rebuild", "--release"], env);
};
const fetchBuilt = () => attempt(path.resolve("node_modules/prebuild-install/bin.js"), []);

const ready = loads() || (headers() ? build() || fetchBuilt() : fetchBuilt() || build());
if (!ready) {
  console.error("better-sqlite3 can be neither built nor fetched: the Bluesky server can't start.");
  process.exit(1);
}
writeFileSync("node_modules/.upbeat-node", realpathSync(process.execPath));
