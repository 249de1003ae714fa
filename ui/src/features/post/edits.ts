import type { Draft, Medium, NetworkId, Target, Variant } from "@/ipc";
import { mediaOf, sameTarget, saysNothing, scopeOf, textOf, type Voice, variantOf, voiceOf } from "./body";

/** Edits of a draft. Each gives a new draft and touches nothing else, so that any of them can be taken back. */
export type Edit = (draft: Draft) => Draft;

function withVariant(
  draft: Draft,
  voice: Exclude<Voice, "common">,
  change: (variant: Variant) => Variant,
): Draft {
  const before = variantOf(draft, voice) ?? { scope: scopeOf(voice), text: null, fields: {}, media: null };
  const after = change(before);
  const others = draft.variants.filter((variant) => voiceOf(variant.scope) !== voice);
  const at = draft.variants.findIndex((variant) => voiceOf(variant.scope) === voice);
  if (saysNothing(after)) return { ...draft, variants: others };
  const variants =
    at === -1 ? [...others, after] : draft.variants.map((variant, index) => (index === at ? after : variant));
  return { ...draft, variants };
}

export const setTitle =
  (title: string): Edit =>
  (draft) => ({ ...draft, title });

export const setText =
  (voice: Voice, text: string): Edit =>
  (draft) =>
    voice === "common"
      ? { ...draft, body: { ...draft.body, text } }
      : withVariant(draft, voice, (variant) => ({ ...variant, text }));

/** Forks the text for one network or account; it starts as the common one. */
export const adapt =
  (voice: Exclude<Voice, "common">): Edit =>
  (draft) =>
    withVariant(draft, voice, (variant) => ({ ...variant, text: textOf(draft, voice) }));

/** Merges a variant back: text, fields and media follow the common ones again. */
export const followCommon =
  (voice: Exclude<Voice, "common">): Edit =>
  (draft) => ({
    ...draft,
    variants: draft.variants.filter((variant) => voiceOf(variant.scope) !== voice),
  });

export const setMedia =
  (voice: Voice, media: readonly Medium[]): Edit =>
  (draft) =>
    voice === "common"
      ? { ...draft, body: { ...draft.body, media: [...media] } }
      : withVariant(draft, voice, (variant) => ({ ...variant, media: [...media] }));

/** Own media for one network or account; they start as the common ones. */
export const adaptMedia =
  (voice: Exclude<Voice, "common">): Edit =>
  (draft) =>
    setMedia(voice, mediaOf(draft, voice))(draft);

export const followCommonMedia =
  (voice: Exclude<Voice, "common">): Edit =>
  (draft) =>
    withVariant(draft, voice, (variant) => ({ ...variant, media: null }));

/** Changes one medium wherever it is used: a description or a focal point belongs to the picture. */
export const changeMedium =
  (asset: string, change: Partial<Medium>): Edit =>
  (draft) => {
    const each = (media: readonly Medium[]) =>
      media.map((medium) => (medium.asset === asset ? { ...medium, ...change } : medium));
    return {
      ...draft,
      body: { ...draft.body, media: each(draft.body.media) },
      variants: draft.variants.map((variant) => ({
        ...variant,
        media: variant.media ? each(variant.media) : null,
      })),
    };
  };

/** Puts one medium elsewhere in its row. */
export const moveMedium =
  (voice: Voice, from: number, to: number): Edit =>
  (draft) => {
    const media = [...mediaOf(draft, voice)];
    const [moved] = media.splice(from, 1);
    if (!moved || to < 0 || to > media.length) return draft;
    media.splice(to, 0, moved);
    return setMedia(voice, media)(draft);
  };

export const toggleTarget =
  (target: Pick<Target, "network" | "account">): Edit =>
  (draft) => {
    const there = draft.targets.some((each) => sameTarget(each, target));
    const targets = there
      ? draft.targets.filter((each) => !sameTarget(each, target))
      : [...draft.targets, { ...target, format: null }];
    return { ...draft, targets };
  };

/** Gives a target that had none its account. */
export const giveAccount =
  (network: NetworkId, account: string): Edit =>
  (draft) => ({
    ...draft,
    targets: draft.targets.map((target) =>
      target.network === network && target.account === null ? { ...target, account } : target,
    ),
  });

export const setFormat =
  (target: Pick<Target, "network" | "account">, format: string | null): Edit =>
  (draft) => ({
    ...draft,
    targets: draft.targets.map((each) => (sameTarget(each, target) ? { ...each, format } : each)),
  });

export const setTargets =
  (targets: readonly Target[]): Edit =>
  (draft) => ({ ...draft, targets: [...targets] });

export const setWish =
  (wish: Draft["wish"]): Edit =>
  (draft) => ({ ...draft, wish });

/** A field besides the text, for everybody or for one voice. An empty one leaves. */
export const setField =
  (voice: Voice, field: string, value: string): Edit =>
  (draft) => {
    const put = (fields: Draft["body"]["fields"]): Draft["body"]["fields"] => {
      const { [field]: _before, ...others } = fields;
      return value === "" ? others : { ...others, [field]: value };
    };
    return voice === "common"
      ? { ...draft, body: { ...draft.body, fields: put(draft.body.fields) } }
      : withVariant(draft, voice, (variant) => ({ ...variant, fields: put(variant.fields) }));
  };
