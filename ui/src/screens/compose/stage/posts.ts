import type { Body, Check } from "@/ipc";

/** One post as a network shows it: the words, and what the network makes of them. */
export type Piece = { text: string; check: Check | undefined };

/**
 * What goes out as posts of their own: the parts of a thread, else the whole. A verdict that is not about these very words
 * still says where they were cut a moment ago, so that a thread doesn't fall together at each key; the last part takes
 * what came since.
 */
export function piecesOf(
  { text }: Pick<Body, "text">,
  check: Check | undefined,
  isCurrent: boolean,
): Piece[] {
  const parts = (check?.parts ?? []).filter((part) => part.start < text.length);
  if (!check || parts.length < 2) return [{ text, check: isCurrent ? check : undefined }];
  return parts.map(({ start, end }, index) => {
    const until = !isCurrent && index === parts.length - 1 ? text.length : end;
    return {
      text: text.slice(start, until),
      check: isCurrent ? within(check, start, until) : undefined,
    };
  });
}

/** The verdict on one part; each part fits, so nothing of it is over. */
function within(check: Check, start: number, end: number): Check {
  const facets = check.facets
    .filter((facet) => facet.utf16_start >= start && facet.utf16_end <= end)
    .map((facet) => ({
      ...facet,
      utf16_start: facet.utf16_start - start,
      utf16_end: facet.utf16_end - start,
    }));
  return { ...check, facets, problems: [], parts: [] };
}
