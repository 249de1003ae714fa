import { Extension, Node } from "@tiptap/core";
import { history, redo, undo } from "@tiptap/pm/history";
import { keymap } from "@tiptap/pm/keymap";
import type { Node as Doc, Schema } from "@tiptap/pm/model";
import { Fragment, Slice } from "@tiptap/pm/model";
import { type Command, Plugin, PluginKey } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";

/** A plain text as a document: one paragraph a line. */
export const Document = Node.create({ name: "doc", topNode: true, content: "paragraph+" });
export const Paragraph = Node.create({
  name: "paragraph",
  content: "text*",
  parseHTML: () => [{ tag: "p" }],
  renderHTML: () => ["p", 0],
});
export const Text = Node.create({ name: "text" });

export function paragraphs(schema: Schema, text: string): Fragment {
  const lines = text
    .split("\n")
    .map((line) => schema.node("paragraph", null, line ? [schema.text(line)] : []));
  return Fragment.from(lines);
}

export function plain(doc: Doc): string {
  return doc.textBetween(0, doc.content.size, "\n");
}

/** Position in the document of an offset of the plain text: a line break is one unit there and two here. */
export function position(text: string, offset: number): number {
  let breaks = 0;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) breaks += 1;
  return offset + breaks + 1;
}

/** Takes its keys, whether or not there is a step: undo within the text never reaches what lies outside it. */
const taken =
  (step: Command): Command =>
  (state, dispatch) => {
    step(state, dispatch);
    return true;
  };

/** Undo within the text. */
export const TextHistory = Extension.create({
  name: "textHistory",
  addProseMirrorPlugins: () => [
    history({ newGroupDelay: 500 }),
    keymap({ "Mod-z": taken(undo), "Mod-Shift-z": taken(redo), "Mod-y": taken(redo) }),
  ],
});

/** Whatever is pasted comes in as plain text; files go to the window (see `FileDrops`). */
export const PlainPaste = Extension.create({
  name: "plainPaste",
  addProseMirrorPlugins: () => [
    new Plugin({
      props: {
        clipboardTextParser: (text, context) =>
          new Slice(paragraphs(context.doc.type.schema, text.replace(/\r\n?/g, "\n")), 1, 1),
        handlePaste: (view, event) => {
          const data = event.clipboardData;
          if (!data?.types.includes("text/html") || !data.types.includes("text/plain")) return false;
          view.pasteText(data.getData("text/plain"), event);
          return true;
        },
        clipboardTextSerializer: (slice) => slice.content.textBetween(0, slice.content.size, "\n"),
      },
    }),
  ],
});

const TOKENS = /(?<![\p{L}\p{N}_&/])[#@][\p{L}\p{N}_][\p{L}\p{N}_.@-]*|https?:\/\/\S*[^\s.,;:!?)»"\u2019]/gu;

export type Marks = { over: { start: number; end: number } | null };
type Drawn = Marks & { set: DecorationSet };
export const marksKey = new PluginKey<Drawn>("marks");

/** Colours hashtags, mentions and links as they are typed, and tints what a network would cut. Only drawn. */
export const TextMarks = Extension.create<{ tokenClass: string; overClass: string }>({
  name: "textMarks",
  addOptions: () => ({ tokenClass: "", overClass: "" }),
  addProseMirrorPlugins() {
    const { tokenClass, overClass } = this.options;
    const draw = (doc: Doc, over: Marks["over"]) => {
      const text = plain(doc);
      const found = [...text.matchAll(TOKENS)].map((match) =>
        Decoration.inline(position(text, match.index), position(text, match.index + match[0].length), {
          class: tokenClass,
        }),
      );
      if (over && over.start < text.length) {
        const end = Math.min(over.end, text.length);
        found.push(Decoration.inline(position(text, over.start), position(text, end), { class: overClass }));
      }
      return DecorationSet.create(doc, found);
    };
    return [
      new Plugin<Drawn>({
        key: marksKey,
        state: {
          init: (_config, state): Drawn => ({ over: null, set: draw(state.doc, null) }),
          apply: (transaction, before): Drawn => {
            const told = transaction.getMeta(marksKey) as Marks | undefined;
            if (!told && !transaction.docChanged) return before;
            const over = told ? told.over : before.over;
            return { over, set: draw(transaction.doc, over) };
          },
        },
        props: { decorations: (state) => marksKey.getState(state)?.set },
      }),
    ];
  },
});
