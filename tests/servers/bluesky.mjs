// A real Bluesky server (PDS) with its directory (PLC, in memory), on this computer only.
//
//   node bluesky.mjs FOLDER HANDLE…
//
// Prints one line of JSON when it is ready and ends when its standard input closes, so that no
// test can leave it behind. FOLDER takes its data and is removed at the end.
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import net from "node:net";
import path from "node:path";

const LOOPBACK = "127.0.0.1";

// Both servers bind every interface by themselves: keep every listening socket on this computer.
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function onLoopback(first, ...rest) {
  const port = typeof first === "object" && first !== null ? first.port : first;
  const ready = rest.find((value) => typeof value === "function");
  return listen.call(this, { port: Number(port), host: LOOPBACK }, ready);
};

const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = net.createServer().on("error", reject);
    probe.listen(0, () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

const [folder, ...handles] = process.argv.slice(2);
process.env.LOG_ENABLED = "false";

const { default: plc } = await import("@did-plc/server");
const { PDS, envToCfg, envToSecrets } = await import("@atproto/pds");
const { Secp256k1Keypair } = await import("@atproto/crypto");
const { SignJWT } = await import("jose");

const plcPort = await freePort();
const directory = plc.PlcServer.create({ db: plc.Database.mock(), port: plcPort });
await directory.start();

const port = await freePort();
const jwtSecret = randomBytes(16).toString("hex");
const rotation = await Secp256k1Keypair.create({ exportable: true });
const recovery = await Secp256k1Keypair.create();
const env = {
  devMode: true,
  port,
  hostname: "localhost",
  dataDirectory: folder,
  blobstoreDiskLocation: path.join(folder, "blobs"),
  blobUploadLimit: 100 * 1024 * 1024,
  didPlcUrl: `http://localhost:${plcPort}`,
  recoveryDidKey: recovery.did(),
  plcRotationKeyK256PrivateKeyHex: Buffer.from(await rotation.export()).toString("hex"),
  serviceHandleDomains: [".test"],
  inviteRequired: false,
  disableSsrfProtection: true,
  adminPassword: randomBytes(16).toString("hex"),
  jwtSecret,
  dpopSecret: randomBytes(32).toString("hex"),
  bskyAppViewUrl: "https://appview.invalid",
  bskyAppViewDid: "did:example:invalid",
  modServiceUrl: "https://moderator.invalid",
  modServiceDid: "did:example:invalid",
  rateLimitsEnabled: false,
};
const config = envToCfg(env);
const pds = await PDS.create(config, envToSecrets(env));
await pds.start();

const url = `http://localhost:${port}`;
async function call(method, token, body) {
  const headers = { "content-type": "application/json" };
  if (token) headers.authorization = `Bearer ${token}`;
  const answer = await fetch(`${url}/xrpc/${method}`, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

const accounts = [];
for (const handle of handles) {
  const password = randomBytes(12).toString("hex");
  const created = await call("com.atproto.server.createAccount", null, {
    handle,
    email: `${handle}@example.com`,
    password,
  });
  const app = await call("com.atproto.server.createAppPassword", created.accessJwt, { name: "upbeat-tests" });
  // What an app password's access token looks like two hours later.
  const expired = await new SignJWT({ scope: "com.atproto.appPass" })
    .setProtectedHeader({ typ: "at+jwt", alg: "HS256" })
    .setAudience(config.service.did)
    .setSubject(created.did)
    .setIssuedAt(Math.floor(Date.now() / 1000) - 7200)
    .setExpirationTime(Math.floor(Date.now() / 1000) - 60)
    .sign(Buffer.from(jwtSecret));
  accounts.push({ handle, did: created.did, password, app_password: app.password, expired_token: expired });
}

console.log(JSON.stringify({ url, accounts }));

const end = () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
};
process.stdin.resume();
process.stdin.on("end", end);
process.on("SIGTERM", end);
