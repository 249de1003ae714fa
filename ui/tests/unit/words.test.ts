import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { count } from "../../src/text/messages";

const SRC = join(import.meta.dirname, "../../src");
const files = readdirSync(SRC, { recursive: true, encoding: "utf8" });

/** Every text of a bundle, with functions called on plain figures. */
function texts(value: unknown, args: readonly unknown[]): string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "function") {
    const said = (value as (...args: unknown[]) => unknown)(...args);
    return typeof said === "string" ? [said] : [];
  }
  return typeof value === "object" && value !== null
    ? Object.values(value).flatMap((each) => texts(each, args))
    : [];
}

async function bundles(...args: unknown[]): Promise<{ name: string; fr: string[]; en: string[] }[]> {
  const figures = args.length > 0 ? args : ["Nom", 2, "reste"];
  const names = files.filter((file) => /^text\/\w+\.ts$/.test(file) && !file.endsWith("messages.ts"));
  return Promise.all(
    names.map(async (name) => {
      const module = (await import(join(SRC, name))) as Record<string, { fr?: unknown; en?: unknown }>;
      const found = Object.values(module);
      return {
        name,
        fr: found.flatMap((bundle) => safe(bundle.fr, figures)),
        en: found.flatMap((bundle) => safe(bundle.en, figures)),
      };
    }),
  );
}

function safe(value: unknown, args: readonly unknown[]): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap((each) => {
    try {
      return texts(each, args);
    } catch {
      // A message of other figures than these: its own screen's tests say it.
      return [];
    }
  });
}

describe("words", () => {
  test("French sets hard spaces before : ; ! ? and inside « »", async () => {
    const wrong = (await bundles()).flatMap(({ name, fr }) =>
      // A lone sign between a comma and a word names a key.
      fr
        .map((text) => text.replace(/, \? /g, " "))
        .filter((text) =>
          / [:;!?»]|« |[^\s\u00a0\u202f\d:/][;!?](\s|$)|[^\s\u00a0\u202f\dps]:(\s|$)/u.test(text),
        )
        .map((text) => `${name}: ${text}`),
    );
    expect(wrong).toEqual([]);
  });

  test("the space before ; ! ? is the narrow one", async () => {
    const wrong = (await bundles()).flatMap(({ name, fr }) =>
      fr.filter((text) => /\u00a0[;!?]/u.test(text)).map((text) => `${name}: ${text}`),
    );
    expect(wrong).toEqual([]);
  });

  test("no exclamation, no “Oups”, no straight apostrophe", async () => {
    const wrong = (await bundles()).flatMap(({ name, fr, en }) =>
      [...fr, ...en].filter((text) => /oups|oops|!|\w'\w/i.test(text)).map((text) => `${name}: ${text}`),
    );
    expect(wrong).toEqual([]);
  });

  test("French says singular for 0 and 1, English for 1 only", () => {
    expect(count("fr", 0, "compte", "comptes")).toBe("0\u00a0compte");
    expect(count("fr", 2, "compte", "comptes")).toBe("2\u00a0comptes");
    expect(count("en", 0, "account", "accounts")).toBe("0\u00a0accounts");
    expect(count("en", 1, "account", "accounts")).toBe("1\u00a0account");
    expect(count("fr", 1234, "a", "b")).toBe("1\u202f234\u00a0b");
  });

  test("one thing is said in the singular, and French elides before Upbeat", async () => {
    const wrong = (await bundles(1, 1, 1, 1)).flatMap(({ name, fr, en }) =>
      [...fr, ...en]
        // A name and its verb; a size and what is done with it.
        .map((text) => text.replace(/1 (follows|works|has|utilisés|libres)/, ""))
        .filter((text) =>
          // Why not `\b`: it takes “laissé” for a word that ends before its “é”.
          /(^|[\s\u00a0\u202f])1[\s\u00a0\u202f](?!s\b)[\p{L}-]{2,}(?<!os|ous|ans)s(?!\p{L})/u.test(text),
        )
        .map((text) => `${name}: ${text}`),
    );
    const elided = (await bundles()).flatMap(({ name, fr }) =>
      fr.filter((text) => /\b(que|de|lorsque) Upbeat/i.test(text)).map((text) => `${name}: ${text}`),
    );
    expect([...wrong, ...elided]).toEqual([]);
  });

  test("components hold no words of their own", () => {
    const wrong = files
      .filter((file) => file.endsWith(".tsx"))
      .flatMap((file) => {
        const source = readFileSync(join(SRC, file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
        const found = [
          ...source.matchAll(/<\/?[A-Za-z][^<>{}=]*>\s*([A-Za-zÀ-ÿ][A-Za-zÀ-ÿ’' ,.]{2,})\s*</g),
          ...source.matchAll(/(?:aria-label|title|placeholder|label)="([^"]*[A-Za-z]{3}[^"]*)"/g),
        ];
        return found.map((match) => `${file}: ${match[1]?.trim()}`);
      })
      // The name of the product and the sign of alt text are the same in every language.
      .filter((found) => !/: (Upbeat|\+? ?ALT)$/.test(found));
    expect(wrong).toEqual([]);
  });
});
