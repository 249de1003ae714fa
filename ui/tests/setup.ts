import "@/styles/index.css";
import axe from "axe-core";
import { afterEach, expect } from "vitest";
import { useImports } from "@/features/media/imports";
import { openAlts } from "@/features/media/openAlts";
import { openDrafts } from "@/features/post/openDrafts";
import { useProgress } from "@/ipc";
import { serveMediaFrom } from "@/ipc/media";
import { useToasts } from "@/kit/toasts";
import { closeFake } from "../dev/fake/core";

// Pictures are no part of what these tests show.
const PICTURE = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=#";
serveMediaFrom(PICTURE);

afterEach(() => {
  serveMediaFrom(PICTURE);
  useToasts.setState({ toasts: [] });
  useImports.setState({ running: [], now: null, failed: [] });
  useProgress.setState({ byJob: {} });
  // Why a conflict: what one test left unsaved is not tried again in the next one.
  const error = { code: "conflict" as const, message: "", subject: null, fix: "", retryable: false };
  for (const draft of openDrafts.use.getState().open) draft.setState({ save: { kind: "conflict", error } });
  for (const alt of openAlts.use.getState().open) alt.setState({ save: { kind: "conflict", error } });
  openDrafts.use.setState({ open: [], onScreen: new Set() });
  openAlts.use.setState({ open: [], onScreen: new Set() });
  closeFake();
});

/** What says that something is coming goes on until it is there. */
function ends(animation: Animation): boolean {
  return animation.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY;
}

/** Fails with what axe found wrong, in its own words. */
export async function expectAccessible(element: Element = document.body): Promise<void> {
  // A layer that still fades in has no colours to judge.
  await Promise.all(
    document
      .getAnimations()
      .filter(ends)
      .map((animation) => animation.finished),
  );
  const { violations } = await axe.run(element, {
    // Why: `region` judges whole pages; components stand alone here.
    rules: { region: { enabled: element === document.body } },
  });
  const told = violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n  ${nodes.map((node) => `${node.html}\n  ${node.failureSummary}`).join("\n  ")}`,
  );
  expect(told.join("\n\n")).toBe("");
}
