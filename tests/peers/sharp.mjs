// The work of `cargo xtask bench peers` by sharp, once: a photograph to every rendition of the list, then one line of
// JSON with what it took. Modes: `cascade` decodes once to the largest need and makes every output from that, which is
// the least work that sharp can do; `each` decodes for every output, as most code does.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";

const QUALITY = 85;
const QUALITY_MIN = 60;

const [photo, folder, list, mode, ...options] = process.argv.slice(2);
const mozjpeg = options.includes("mozjpeg");
const position = options.includes("centre") ? "centre" : "attention";
const renditions = JSON.parse(await readFile(list, "utf8"));
// Why: two threads a pipeline and four pipelines at a time were the quickest of six arrangements on two cores.
sharp.concurrency(2);
sharp.cache(false);

const started = process.hrtime.bigint();
const before = process.resourceUsage();
const from = mode === "cascade" ? await cascade() : () => sharp(photo).autoOrient();
const queue = renditions.toSorted((a, b) => b.width * b.height - a.width * a.height);
await Promise.all([work(), work(), work(), work()]);
const wall = Number(process.hrtime.bigint() - started) / 1e6;
const after = process.resourceUsage();
const cpu = after.userCPUTime + after.systemCPUTime - before.userCPUTime - before.systemCPUTime;
console.log(JSON.stringify({ wall_ms: wall, cpu_ms: cpu / 1000, peak_kib: after.maxRSS }));

async function work() {
  for (let next = queue.shift(); next; next = queue.shift()) {
    await writeFile(join(folder, `${next.name}.jpg`), await fitting(next));
  }
}

/** One decode to the largest size that anybody needs, upright and in sRGB. */
async function cascade() {
  const longest = Math.max(...renditions.map(({ width, height }) => Math.max(width, height)));
  const pipeline = sharp(photo).autoOrient();
  pipeline.resize({ width: longest, height: longest, fit: "inside", withoutEnlargement: true });
  const { data, info } = await pipeline.raw().toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: info.channels };
  return () => sharp(data, { raw });
}

/** The best quality up to the usual one that stays within the bytes, by halving what is left. */
async function fitting({ width, height, fit, max_bytes }) {
  const resized = from().resize({ width, height, fit, position, withoutEnlargement: fit === "inside" });
  const best = await encoded(resized, QUALITY);
  if (best.length <= max_bytes) {
    return best;
  }
  // Why raw: the encodes that follow need not resize again.
  const { data, info } = await resized.raw().toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: info.channels };
  let [low, high, fits] = [QUALITY_MIN, QUALITY - 1, undefined];
  while (low <= high) {
    const quality = Math.floor((low + high + 1) / 2);
    const made = await encoded(sharp(data, { raw }), quality);
    if (made.length <= max_bytes) {
      [fits, low] = [made, quality + 1];
    } else {
      high = quality - 1;
    }
  }
  return fits ?? best;
}

function encoded(pipeline, quality) {
  const chromaSubsampling = "4:2:0";
  const jpeg = { quality, chromaSubsampling, mozjpeg, optimiseCoding: true };
  return pipeline.clone().withIccProfile("srgb").jpeg(jpeg).toBuffer();
}
