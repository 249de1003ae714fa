import "@/styles/index.css";
import axe from "axe-core";
import { afterEach, expect } from "vitest";
import { useProgress } from "@/ipc";
import { serveMediaFrom } from "@/ipc/media";
import { useToasts } from "@/kit/toasts";
import { closeFake } from "../dev/fake/core";

// Pictures are no part of what these tests show.
serveMediaFrom("data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=#");

afterEach(() => {
  useToasts.setState({ toasts: [] });
  useProgress.setState({ byJob: {} });
  closeFake();
});

/** Fails with what axe found wrong, in its own words. */
export async function expectAccessible(element: Element = document.body): Promise<void> {
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
