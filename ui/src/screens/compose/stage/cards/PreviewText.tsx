import { memo, useState } from "react";
import { Button } from "react-aria-components";
import type { Body, Check, Format } from "@/ipc";
import { cx } from "@/kit/classes";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import styles from "./cards.module.css";

/** More than this is never in sight in a preview. */
const DRAWN_MAX = 2500;

type Props = {
  body: Body;
  check: Check | undefined;
  format: Format | undefined;
  lang: string;
  fold?: "more" | "see";
};

/** The words as the network shows them: hashtags and links coloured, what it would cut tinted, the rest folded. */
export const PreviewText = memo(
  function PreviewText({ body, check, format, lang, fold }: Props) {
    const t = useText(compose);
    const [unfolded, setUnfolded] = useState(false);
    const over =
      check?.problems.find((problem) => problem.code === "text.too_long" && problem.range)?.range ?? null;
    const foldAt = format?.texts.find((rule) => rule.main)?.fold_length ?? null;
    const folds = fold !== undefined && foldAt !== null && !unfolded && !over && body.text.length > foldAt;
    const text = folds ? cut(body.text, foldAt) : body.text.slice(0, DRAWN_MAX);
    return (
      <p className={styles.text} lang={lang}>
        {pieces(text, check, over)}
        {folds && (
          <Button className={styles.fold ?? ""} onPress={() => setUnfolded(true)}>
            {fold === "see" ? t.seeMore : `… ${t.moreText}`}
          </Button>
        )}
      </p>
    );
  },
  (a, b) => a.body.text === b.body.text && a.check === b.check && a.format === b.format && a.fold === b.fold,
);

/** Cuts between words near `length`, never within a surrogate pair. */
function cut(text: string, length: number): string {
  const short = [...text.slice(0, length + 2)].slice(0, length).join("");
  const space = short.lastIndexOf(" ");
  return space > length * 0.7 ? short.slice(0, space) : short;
}

function pieces(text: string, check: Check | undefined, over: { start: number; end: number } | null) {
  const edges = new Set([0, text.length]);
  const facets = check?.facets ?? [];
  for (const facet of facets) {
    edges.add(Math.min(facet.utf16_start, text.length));
    edges.add(Math.min(facet.utf16_end, text.length));
  }
  if (over) edges.add(Math.min(over.start, text.length));
  const sorted = [...edges].sort((a, b) => a - b);
  return sorted.slice(0, -1).map((start, index) => {
    const end = sorted[index + 1] ?? text.length;
    const part = text.slice(start, end);
    const isFacet = facets.some((facet) => facet.utf16_start <= start && end <= facet.utf16_end);
    const isOver = over !== null && start >= over.start;
    const Tag = isOver ? "mark" : "span";
    return (
      <Tag key={start} className={cx(isFacet && styles.facet, isOver && styles.over)}>
        {part}
      </Tag>
    );
  });
}
