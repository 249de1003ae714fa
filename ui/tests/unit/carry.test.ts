import { describe, expect, test } from "vitest";
import { medium } from "../../src/features/post/body";
import { carry, words } from "../../src/features/post/carry";
import {
  adapt,
  changeMedium,
  type Edit,
  followCommon,
  moveMedium,
  setField,
  setFormat,
  setMedia,
  setText,
  setTitle,
  setWish,
  toggleTarget,
} from "../../src/features/post/edits";
import { makePast } from "../../src/features/post/past";
import type { Draft, Medium } from "../../src/ipc";

const EMPTY: Draft = {
  title: "",
  state: "draft",
  body: { text: "all", fields: {}, media: [] },
  targets: [],
  variants: [],
  wish: null,
};
const after = (draft: Draft, ...edits: Edit[]) => edits.reduce((now, edit) => edit(now), draft);
const names = (draft: Draft) => draft.body.media.map(({ asset }) => asset);

/** Undoes `edit`, made on `start`, after `since` happened. */
const undone = (start: Draft, edit: Edit, ...since: Edit[]) =>
  carry(edit(start), start, after(edit(start), ...since));

describe("undo of one edit", () => {
  const three = setMedia("common", [medium("a"), medium("b"), medium("c")])(EMPTY);
  const without = setMedia("common", [medium("a"), medium("c")]);

  test("gives a removed medium back at its place, and keeps every text typed since", () => {
    const draft = undone(
      three,
      without,
      setText("common", "all and more"),
      setTitle("A title"),
      setText("network:x", "for X"),
      setField("common", "link", "brume.art"),
      changeMedium("a", { alt: "A vase" }),
    );
    expect(names(draft)).toEqual(["a", "b", "c"]);
    expect(draft.title).toBe("A title");
    expect(draft.body.text).toBe("all and more");
    expect(draft.body.fields).toEqual({ link: "brume.art" });
    expect(draft.body.media[0]?.alt).toBe("A vase");
    expect(draft.variants[0]?.text).toBe("for X");
  });

  test("keeps what was done to a film, and takes it back alone", () => {
    const edits: NonNullable<Medium["edits"]> = {
      pieces: [{ from_ms: 1_000, to_ms: 4_000 }],
      speed: 2,
      sound: { muted: true, gain_db: null, loudness: null },
      captions: null,
      background: null,
      audio: { codec: null, keep_tags: false, title: null },
      page: null,
      keep_credit: false,
    };
    const edited = changeMedium("a", { edits })(three);
    const described = undone(edited, changeMedium("a", { alt: "A film" }), setText("common", "more"));
    expect(described.body.media[0]).toEqual({ ...medium("a"), edits });
    const plain = undone(three, changeMedium("a", { edits }), changeMedium("a", { alt: "A film" }));
    expect(plain.body.media[0]).toEqual(medium("a", "A film"));
  });

  test("keeps what was added since", () => {
    const draft = undone(three, without, (now) => setMedia("common", [...now.body.media, medium("d")])(now));
    expect(names(draft)).toEqual(["a", "b", "c", "d"]);
  });

  test("puts moved media back in their order, with what came since", () => {
    const draft = undone(three, moveMedium("common", 0, 2), (now) =>
      setMedia("common", [...now.body.media, medium("d")])(now),
    );
    expect(names(draft)).toEqual(["a", "b", "c", "d"]);
  });

  test("leaves a focal point that was set anew since", () => {
    const draft = undone(
      three,
      changeMedium("a", { focus: { x: 0.1, y: 0.1 } }),
      changeMedium("a", { focus: { x: 0.9, y: 0.9 } }),
    );
    expect(draft.body.media[0]?.focus).toEqual({ x: 0.9, y: 0.9 });
  });

  test("gives a merged variant back whole, text, fields and media", () => {
    const own = after(
      three,
      setText("network:x", "for X"),
      setField("network:x", "title", "T"),
      setMedia("network:x", [medium("b")]),
    );
    const draft = undone(own, followCommon("network:x"), setText("common", "all, later"));
    expect(draft.variants).toEqual(own.variants);
    expect(draft.body.text).toBe("all, later");
  });

  test("of adapting keeps the own text once it was typed in", () => {
    expect(undone(EMPTY, adapt("network:x")).variants).toEqual([]);
    expect(undone(EMPTY, adapt("network:x"), setText("network:x", "all for X")).variants[0]?.text).toBe(
      "all for X",
    );
  });

  test("gives target, format and date back, each alone", () => {
    const target = { network: "x", account: "a" } as const;
    const chosen = toggleTarget(target)(EMPTY);
    expect(undone(chosen, toggleTarget(target)).targets).toEqual(chosen.targets);
    expect(undone(chosen, setFormat(target, "thread"), setTitle("t")).targets[0]?.format).toBeNull();
    const wish = { local: "2026-11-26T18:30:00", zone: "Europe/Paris" };
    expect(undone(EMPTY, setWish(wish), setTitle("t"))).toEqual({ ...EMPTY, title: "t" });
  });

  test("takes a shortening back into a text that was typed on elsewhere", () => {
    expect(words("one two", "one two three", "ONE two")).toBe("ONE two three");
    expect(words("one", "one two", "one, and")).toBe("one two, and");
    expect(words("abcdef", "abXdef", "abZZef")).toBe("abZZef");
    expect(words("a🎉", "a🎁", "b a🎉")).toBe("b a🎁");
    expect(words("same", "same", "typed")).toBe("typed");
  });
});

describe("the past of a draft", () => {
  const start = setMedia("common", [medium("a"), medium("b")])(EMPTY);
  const noA = setMedia("common", [medium("b")])(start);
  const none = setMedia("common", [])(noA);

  test("an edit is taken back by its name, whatever came after it", () => {
    const past = makePast();
    const first = past.record(start, noA, null, 0);
    past.record(noA, none, null, 0);
    const draft = past.undo(none, first);
    expect(draft && names(draft)).toEqual(["a"]);
    expect(past.undo(draft ?? none, first)).toBeNull();
  });

  test("what was taken back can be done again, with what was typed on it", () => {
    const described = setMedia("common", [medium("a"), medium("b"), medium("c", "A cat")])(start);
    const past = makePast();
    past.record(start, setMedia("common", [medium("a"), medium("b"), medium("c")])(start), null, 0);
    const back = past.undo(described);
    expect(back && names(back)).toEqual(["a", "b"]);
    const again = past.redo(back ?? start);
    expect(again?.body.media[2]?.alt).toBe("A cat");
    expect(past.redo(again ?? start)).toBeNull();
    expect(names(past.undo(again ?? start) ?? EMPTY)).toEqual(["a", "b"]);
  });

  test("an edit after an undo forgets what could be done again", () => {
    const past = makePast();
    past.record(start, noA, null, 0);
    const back = past.undo(noA) ?? start;
    past.record(back, none, null, 0);
    expect(past.redo(none)).toBeNull();
  });

  test("edits of one series that follow closely are one", () => {
    const past = makePast();
    const at = (hour: string) => setWish({ local: `2026-11-26T${hour}:00:00`, zone: "Europe/Paris" })(EMPTY);
    const one = past.record(EMPTY, at("01"), "wish", 0);
    expect(past.record(at("01"), at("18"), "wish", 400)).toBe(one);
    expect(past.record(at("18"), at("19"), "wish", 9000)).not.toBe(one);
    const back = past.undo(at("19"));
    expect(back?.wish?.local).toBe("2026-11-26T18:00:00");
    expect(past.undo(back ?? EMPTY)?.wish).toBeNull();
  });

  test("a step with nothing left to take back is passed over", () => {
    const past = makePast();
    past.record(start, noA, null, 0);
    past.record(noA, adapt("network:x")(noA), null, 0);
    const typed = setText("network:x", "mine")(adapt("network:x")(noA));
    const back = past.undo(typed);
    expect(back && names(back)).toEqual(["a", "b"]);
    expect(back?.variants[0]?.text).toBe("mine");
  });
});
