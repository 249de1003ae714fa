// Thumbnails by sharp: every photograph of a folder, again and again, then one line of JSON with what it took.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";

const [folder, side, times] = process.argv.slice(2);
const files = (await readdir(folder)).map((name) => join(folder, name));
// Why: one thread a pipeline and as many pipelines as cores keeps both busy; nothing is read twice from memory.
sharp.concurrency(1);
sharp.cache(false);

const started = process.hrtime.bigint();
const before = process.resourceUsage();
const queue = Array.from({ length: Number(times) }, () => files).flat();
await Promise.all([work(), work()]);
const wall = Number(process.hrtime.bigint() - started) / 1e6;
const after = process.resourceUsage();
const cpu = after.userCPUTime + after.systemCPUTime - before.userCPUTime - before.systemCPUTime;
console.log(JSON.stringify({ wall_ms: wall, cpu_ms: cpu / 1000, peak_kib: after.maxRSS }));

async function work() {
  for (let file = queue.shift(); file; file = queue.shift()) {
    const small = sharp(file).autoOrient().resize({ width: Number(side), height: Number(side), fit: "inside" });
    await small.toColourspace("srgb").jpeg({ quality: 80 }).toBuffer();
  }
}
