import type { DraftStore } from "./draftStore";

/** Posts that are being written now: what they hold goes to the disk before the place under them changes. */
const open = new Set<DraftStore>();

export function rememberDraft(draft: DraftStore): () => void {
  open.add(draft);
  return () => {
    open.delete(draft);
  };
}

/** Waits until everything written is on the disk. */
export async function flushDrafts(): Promise<void> {
  await Promise.all([...open].map((draft) => draft.flush()));
}
