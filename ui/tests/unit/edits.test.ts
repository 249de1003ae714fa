import { describe, expect, test } from "vitest";
import {
  bodyFor,
  medium,
  scopeOf,
  targetKey,
  textOf,
  type Voice,
  voiceOf,
} from "../../src/features/post/body";
import {
  adapt,
  changeMedium,
  followCommon,
  moveMedium,
  setField,
  setFormat,
  setMedia,
  setText,
  toggleTarget,
} from "../../src/features/post/edits";
import type { Draft } from "../../src/ipc";

const EMPTY: Draft = {
  title: "",
  state: "draft",
  body: { text: "all", fields: {}, media: [] },
  targets: [],
  variants: [],
  wish: null,
};

describe("edits of a draft", () => {
  test("what goes to a target is the account's over the network's over the common", () => {
    const draft = [setText("network:x", "for X"), setText("account:a1", "for one")].reduce(
      (now, edit) => edit(now),
      EMPTY,
    );
    expect(bodyFor(draft, { network: "x", account: "a1", format: null }).text).toBe("for one");
    expect(bodyFor(draft, { network: "x", account: "a2", format: null }).text).toBe("for X");
    expect(bodyFor(draft, { network: "bluesky", account: null, format: null }).text).toBe("all");
  });

  test("a voice survives the way through a scope", () => {
    for (const voice of ["network:x", "account:01-ab:c"] as const satisfies Voice[])
      expect(voiceOf(scopeOf(voice))).toBe(voice);
  });

  test("adapting starts from the common text, following merges back and leaves no empty variant", () => {
    const adapted = adapt("network:x")(EMPTY);
    expect(textOf(adapted, "network:x")).toBe("all");
    expect(followCommon("network:x")(adapted).variants).toEqual([]);
    expect(setField("network:x", "title", "")(setField("network:x", "title", "T")(EMPTY)).variants).toEqual(
      [],
    );
  });

  test("a description belongs to the picture, wherever it is used", () => {
    const draft = setMedia("network:x", [medium("p")])(setMedia("common", [medium("p"), medium("q")])(EMPTY));
    const described = changeMedium("p", { alt: "A vase" })(draft);
    expect(described.body.media.map((each) => each.alt)).toEqual(["A vase", ""]);
    expect(described.variants[0]?.media?.[0]?.alt).toBe("A vase");
  });

  test("moving past the end changes nothing", () => {
    const draft = setMedia("common", [medium("a"), medium("b")])(EMPTY);
    expect(moveMedium("common", 0, 1)(draft).body.media.map((each) => each.asset)).toEqual(["b", "a"]);
    expect(moveMedium("common", 0, -1)(draft)).toBe(draft);
    expect(moveMedium("common", 1, 2)(draft)).toBe(draft);
  });

  test("toggling twice is nothing; two accounts of one network are two targets", () => {
    const one = toggleTarget({ network: "instagram", account: "a" })(EMPTY);
    const two = toggleTarget({ network: "instagram", account: "b" })(one);
    expect(two.targets.map(targetKey)).toEqual(["a", "b"]);
    expect(toggleTarget({ network: "instagram", account: "b" })(two).targets).toEqual(one.targets);
    expect(
      setFormat({ network: "instagram", account: "b" }, "reel")(two).targets.map((each) => each.format),
    ).toEqual([null, "reel"]);
  });
});
