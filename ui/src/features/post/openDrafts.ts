import { makeShelf } from "@/features/saving/shelf";
import type { DraftStore } from "./draftStore";

/** Posts that are being written, and those whose last words the disk refused when their screen was left. */
export const openDrafts = makeShelf<DraftStore>();
