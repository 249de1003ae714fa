import type { Body, Check, Draft, Medium, NetworkId, Target, Variant, VariantScope } from "@/ipc";

/** Whose text is on the page: everybody's, or one variant's. */
export type Voice = "common" | `network:${NetworkId}` | `account:${string}`;

export function voiceOf(scope: VariantScope): Voice {
  return scope.kind === "network" ? `network:${scope.network}` : `account:${scope.account}`;
}

export function scopeOf(voice: Exclude<Voice, "common">): VariantScope {
  const [kind, id = ""] = [voice.slice(0, voice.indexOf(":")), voice.slice(voice.indexOf(":") + 1)];
  return kind === "network"
    ? { kind: "network", network: id as NetworkId }
    : { kind: "account", account: id };
}

export function variantOf(draft: Draft, voice: Voice): Variant | undefined {
  return voice === "common" ? undefined : draft.variants.find((variant) => voiceOf(variant.scope) === voice);
}

/** What goes to `target`: the account's variant over the network's over the common body. The core decides the same. */
export function bodyFor(draft: Draft, target: Target): Body {
  const body: Body = { ...draft.body };
  for (const variant of [
    variantOf(draft, `network:${target.network}`),
    target.account ? variantOf(draft, `account:${target.account}`) : undefined,
  ]) {
    if (!variant) continue;
    if (variant.text !== null) body.text = variant.text;
    if (Object.keys(variant.fields).length > 0) body.fields = { ...body.fields, ...variant.fields };
    if (variant.media !== null) body.media = variant.media;
  }
  return body;
}

/** The text that a voice says, and whether it is its own. */
export function textOf(draft: Draft, voice: Voice): string {
  return variantOf(draft, voice)?.text ?? draft.body.text;
}

export function mediaOf(draft: Draft, voice: Voice): readonly Medium[] {
  return variantOf(draft, voice)?.media ?? draft.body.media;
}

/** Every asset that the draft uses anywhere, once. */
export function assetsOf(draft: Draft): string[] {
  const all = [draft.body.media, ...draft.variants.map((variant) => variant.media ?? [])].flat();
  return [...new Set(all.map((medium) => medium.asset))];
}

export function medium(asset: string, alt = ""): Medium {
  return { asset, alt, focus: null, fit: "cover", crops: {}, cover_ms: null, edits: null };
}

export function sameTarget(
  a: Pick<Target, "network" | "account">,
  b: Pick<Target, "network" | "account">,
): boolean {
  return a.network === b.network && a.account === b.account;
}

/** Whether the network refuses the length, rather than merely advising against it. */
export function lengthBlocks(check: Check): boolean {
  return check.problems.some((problem) => problem.code === "text.too_long" && problem.severity === "error");
}

/** How many posts go out: a thread is cut so that each of its posts fits, however far over its whole text is. */
export function postsIn({ parts }: Check): number {
  return Math.max(1, parts.length);
}

/** Stable name of a medium within its row. */
export function mediumKey({ asset }: Medium): string {
  return asset;
}

/** Whether a variant differs from the common body in nothing. */
export function saysNothing({ text, media, fields }: Variant): boolean {
  return text === null && media === null && Object.keys(fields).length === 0;
}

/** Stable name of a target within a draft. */
export function targetKey(target: Pick<Target, "network" | "account">): string {
  return target.account ?? target.network;
}
