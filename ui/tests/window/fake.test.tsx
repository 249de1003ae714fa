import { expect, test } from "vitest";
import { call } from "@/ipc";
import { snapshot } from "../../dev/fake/snapshots";
import { openStudio } from "./studio";

/** Where two answers differ in their fields; a null or an empty list on one side tells nothing of the other. */
function differences(core: unknown, fake: unknown, at = ""): string[] {
  if (Array.isArray(core) && Array.isArray(fake))
    return core.length > 0 && fake.length > 0 ? differences(core[0], fake[0], `${at}[0]`) : [];
  if (!isObject(core) || !isObject(fake)) return [];
  // A map from the names of fields to what was written: its keys are the person's.
  if (at.endsWith(".body.fields")) return [];
  const names = new Set([...Object.keys(core), ...Object.keys(fake)]);
  return [...names].flatMap((name) =>
    name in core && name in fake
      ? differences(core[name], fake[name], `${at}.${name}`)
      : [`${at}.${name} only in the ${name in core ? "core" : "fake"}`],
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const P = "018f0000-0000-7000-8000-000000000002";

/** Answers of the core, as its own tests wrote them down, and how the fake is asked for the same. */
const ANSWERS: Readonly<Record<string, () => Promise<unknown>>> = {
  a_first_run_finds_a_workspace_and_nothing_else: () => call("studio_get"),
  settings: () => call("settings_set", { lang: "en" }),
  accounts_by_hand_are_added_paused_and_disconnected: () => call("account_list"),
  asset: () => call("asset_list", {}).then(({ assets }) => assets[0]),
  posts: () => call("post_list", {}),
  detail: () => call("publication_get", { id: P }),
  assisted: () => call("assisted_get", { workspace_id: "w1", publication_id: P }),
  published: () => call("publication_list").then(({ publications }) => publications[0]),
};

for (const [name, ask] of Object.entries(ANSWERS)) {
  test(`the fake answers “${name}” with the core's own fields`, async () => {
    await openStudio({ lang: "en" });
    expect(differences(snapshot(name), await ask())).toEqual([]);
  });
}
