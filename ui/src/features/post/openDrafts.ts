import { create } from "zustand";
import type { Post } from "@/ipc";
import { type DraftStore, openDraft } from "./draftStore";

/**
 * Posts that are being written, and those whose last words the disk refused when their screen was left: they stay here,
 * trying, until they are saved. What they hold goes to the disk before the place under them changes.
 */
type Open = { drafts: readonly DraftStore[]; onScreen: ReadonlySet<DraftStore> };

export const useOpenDrafts = create<Open>(() => ({ drafts: [], onScreen: new Set() }));

/** Opens a post for writing. One that is not on the disk yet is gone on with, never read again from there. */
export function holdDraft(post: Post): DraftStore {
  const { drafts, onScreen } = useOpenDrafts.getState();
  const left = drafts.find((each) => each.getState().id === post.id && !onScreen.has(each));
  const draft = left ?? openDraft(post);
  useOpenDrafts.setState({
    drafts: left ? drafts : [...drafts, draft],
    onScreen: new Set([...onScreen, draft]),
  });
  draft.reopen();
  return draft;
}

/** Its screen is left. Throws `Unsaved` where the disk refuses; it stays open then, until it is saved. */
export async function leaveDraft(draft: DraftStore): Promise<void> {
  const { onScreen } = useOpenDrafts.getState();
  useOpenDrafts.setState({ onScreen: new Set([...onScreen].filter((each) => each !== draft)) });
  const stop = draft.subscribe(() => {
    if (forget(draft)) stop();
  });
  try {
    await draft.close();
  } finally {
    if (forget(draft)) stop();
    // Why: whoever tells of drafts left unsaved looks again.
    else useOpenDrafts.setState(({ drafts }) => ({ drafts: [...drafts] }));
  }
}

/** Lets go of a draft that is saved and on no screen; true once nobody waits for it any more. */
function forget(draft: DraftStore): boolean {
  const { drafts, onScreen } = useOpenDrafts.getState();
  if (onScreen.has(draft) || !drafts.includes(draft)) return true;
  if (draft.dirty()) return false;
  useOpenDrafts.setState({ drafts: drafts.filter((each) => each !== draft) });
  return true;
}

/** Waits until everything written is on the disk. Throws `Unsaved` while it can't be. */
export async function flushDrafts(): Promise<void> {
  await Promise.all(useOpenDrafts.getState().drafts.map((draft) => draft.flush()));
}

/** Posts whose last words are not on the disk though their screen was left. */
export function useLeftDrafts(): readonly DraftStore[] {
  const { drafts, onScreen } = useOpenDrafts();
  return drafts.filter((draft) => !onScreen.has(draft) && draft.getState().save.kind !== "saved");
}
