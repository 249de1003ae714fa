import { useDraft } from "@/features/post/DraftContext";
import type { Check, Fix, Medium, Problem } from "@/ipc";
import { bodyFor, type Voice, variantOf } from "./body";
import type { DraftStore } from "./draftStore";
import { adapt, setField, setFormat, setMedia, setText } from "./edits";

/** The name of the post's text in a problem, whatever the network calls it. */
const MAIN_FIELD = "text";

/** What carrying out a fix needs besides the draft: places of the screen. */
export type FixPlaces = {
  onVoice: (voice: Voice) => void;
  onOpenMedium: (asset: string) => void;
  onAddMedia: () => void;
};

type Own = Exclude<Voice, "common">;
type Mend = (at: {
  draft: DraftStore;
  places: FixPlaces;
  voice: Own;
  check: Check;
  field: string;
  value: string;
}) => void;

/** New words, put into the variant of whoever has the problem. */
const write: Mend = ({ draft, places, voice, field, value }) => {
  if (field !== MAIN_FIELD) {
    draft.edit(setField(voice, field, value));
    return;
  }
  draft.edit(setText(voice, value));
  places.onVoice(voice);
};

const chooseFormat: Mend = ({ draft, check, value }) => void draft.edit(setFormat(check, value));

/**
 * The core decides what mends a problem and gives the new value; here it is only put where it belongs. An action that
 * is not in this list has no place on this screen and is not offered.
 */
const MENDS: Readonly<Record<string, Mend>> = {
  shorten: write,
  remove_hashtags: write,
  remove_mentions: write,
  remove_link: write,
  remove_character: write,
  split_thread: chooseFormat,
  choose_format: chooseFormat,
  adapt: ({ draft, places, voice }) => {
    draft.edit(adapt(voice));
    places.onVoice(voice);
  },
  write_alt: ({ places, value }) => places.onOpenMedium(value),
  add_media: ({ places }) => places.onAddMedia(),
  remove_media: ({ draft, voice, check, value }) => {
    const media: readonly Medium[] = bodyFor(draft.getState().draft, check).media;
    draft.edit(setMedia(voice, media.slice(0, Number(value))));
  },
  fill_field: ({ value }) => {
    document.querySelector<HTMLElement>(`[data-field="${CSS.escape(value)}"] :is(input, textarea)`)?.focus();
  },
};

/** The fixes of a problem that this screen can carry out, the best first. */
export function fixesOf(problem: Problem): readonly Fix[] {
  return problem.fixes.filter((fix) => fix.action in MENDS);
}

/** Carries out what the core proposes. */
export function useFix(places: FixPlaces): (check: Check, fix: Fix, field: string) => void {
  const draft = useDraft();
  return (check, fix, field) => {
    const own: Own | null = check.account ? `account:${check.account}` : null;
    // Why: an account that already has its own text keeps it; else the whole network gets one.
    const voice: Own = own && variantOf(draft.getState().draft, own) ? own : `network:${check.network}`;
    MENDS[fix.action]?.({ draft, places, voice, check, field, value: fix.value ?? "" });
  };
}
