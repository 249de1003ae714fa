import { memo, useMemo } from "react";
import { useAccounts } from "@/features/account/useAccounts";
import { useAssets } from "@/features/media/useAssets";
import { Glyph } from "@/features/network/Glyph";
import { networkName, useNetworks } from "@/features/network/useNetworks";
import { bodyFor, lengthBlocks, postsIn, sameTarget } from "@/features/post/body";
import { useDraftState } from "@/features/post/DraftContext";
import type { DraftState } from "@/features/post/draftStore";
import { useStudio } from "@/features/studio/useStudio";
import type { Check, Format, NetworkId, Rendition, Target } from "@/ipc";
import { Chip } from "@/kit/Chip";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import { BlueskyCard } from "./cards/BlueskyCard";
import type { CardProps, Shot } from "./cards/card";
import cards from "./cards/cards.module.css";
import { GenericCard } from "./cards/GenericCard";
import { InstagramCard } from "./cards/InstagramCard";
import { LinkedInCard } from "./cards/LinkedInCard";
import { MastodonCard } from "./cards/MastodonCard";
import { UprightCard } from "./cards/UprightCard";
import { XCard } from "./cards/XCard";
import { type Piece, piecesOf } from "./posts";
import styles from "./Stage.module.css";
import { useStaggered } from "./useStaggered";

const CARDS: Partial<Record<NetworkId, (props: CardProps) => React.ReactNode>> = {
  instagram: InstagramCard,
  x: XCard,
  linkedin: LinkedInCard,
  bluesky: BlueskyCard,
  mastodon: MastodonCard,
};

/** Words and verdicts as one value, so that both come in the same frame. */
function useView(): Pick<DraftState, "shown" | "checks" | "checked"> {
  const shown = useDraftState((state) => state.shown);
  const checks = useDraftState((state) => state.checks);
  const checked = useDraftState((state) => state.checked);
  return useMemo(() => ({ shown, checks, checked }), [shown, checks, checked]);
}

/** One network's preview, with its verdict. */
export const Preview = memo(function Preview(props: {
  target: Target;
  order: number;
  renditions: readonly Rendition[];
}) {
  const t = useText(compose);
  const { target, order, renditions } = props;
  const networks = useNetworks();
  const account = useAccounts().find((each) => each.id === target.account);
  const { workspace } = useStudio();
  const { shown, checks, checked } = useStaggered(useView(), order);
  const check = checks.find((each) => sameTarget(each, target));
  const body = bodyFor(shown, target);
  // Why: the offsets of a verdict hold only in the words that it speaks of.
  const current = checked !== null && bodyFor(checked, target).text === body.text;
  const network = networks.find(({ id }) => id === target.network);
  const format =
    network?.formats.find(({ id }) => id === (check?.format ?? target.format)) ?? network?.formats[0];
  const assets = useAssets(body.media.map((medium) => medium.asset));
  const shots = body.media.slice(0, Math.max(1, format?.max_media ?? 1)).map((medium): Shot => {
    const asset = assets.get(medium.asset);
    const made = renditions.find(
      (each) =>
        each.asset_id === medium.asset && each.network === target.network && each.format === format?.id,
    );
    return { medium, made, video: asset?.info.kind === "video", aspect: aspectOf(made, format, asset?.info) };
  });
  const upright = format?.kind === "story" || format?.kind === "short";
  const Card = upright ? UprightCard : (CARDS[target.network] ?? GenericCard);
  const { text } = body;
  // Why kept: a card draws its words anew only when they change.
  const pieces = useMemo(() => piecesOf({ text }, check, current), [text, check, current]);
  const card = (piece: Piece, index: number) => (
    <Card
      name={account?.display_name || workspace.name}
      handle={account?.handle ?? ""}
      account={account}
      // The first post of a thread carries the media and the fields.
      body={index === 0 ? { ...body, text: piece.text } : { text: piece.text, fields: {}, media: [] }}
      shots={index === 0 ? shots : []}
      check={piece.check}
      format={format}
      network={target.network}
      lang={workspace.lang}
    />
  );
  const [first] = pieces;
  return (
    <article className={styles.preview}>
      <Label target={target} check={check} handle={account?.handle} />
      {pieces.length === 1 && first ? (
        card(first, 0)
      ) : (
        <ol className={cards.thread} aria-label={t.threadOf(pieces.length)}>
          {pieces.map((piece, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a part of a thread is its place in it.
            <li key={index} aria-label={t.threadAt(index + 1, pieces.length)}>
              {card(piece, index)}
            </li>
          ))}
        </ol>
      )}
    </article>
  );
});

function Label({
  target,
  check,
  handle,
}: {
  target: Target;
  check: Check | undefined;
  handle: string | undefined;
}) {
  const t = useText(compose);
  const networks = useNetworks();
  const name = networkName(networks, target.network);
  const posts = check ? postsIn(check) : 1;
  const over = posts === 1 && check?.remaining != null && check.remaining < 0 ? -check.remaining : 0;
  return (
    <header className={styles.label}>
      <Glyph network={target.network} />
      <span className={styles.who} title={handle ? `${name}, ${handle}` : name}>
        {name}
        {check?.format_name && `, ${check.format_name}`}
      </span>
      <span className={styles.space} />
      {check && over > 0 && (
        <Chip tone={lengthBlocks(check) ? "bad" : "warn"} size="sm">
          {t.overChip(over)}
        </Chip>
      )}
      {check && over === 0 && (
        <Chip tone={check.valid ? "ok" : "bad"} size="sm">
          {check.valid ? (posts > 1 ? t.threadParts(posts) : t.prepared) : t.toReview}
        </Chip>
      )}
    </header>
  );
}

/** Width over height: the file's own once it is made, else its frame's, else the picture's. */
function aspectOf(
  made: Rendition | undefined,
  format: Format | undefined,
  info: { width_px: number; height_px: number } | undefined,
): number {
  if (made && made.height_px > 0) return made.width_px / made.height_px;
  const frame = format?.presets.find((preset) => preset.default) ?? format?.presets[0];
  if (frame?.width_px && frame.height_px) return frame.width_px / frame.height_px;
  return info && info.height_px > 0 ? info.width_px / info.height_px : 1;
}
