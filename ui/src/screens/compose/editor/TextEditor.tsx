import { Editor } from "@tiptap/core";
import { type Ref, useEffect, useImperativeHandle, useRef } from "react";
import {
  Document,
  marksKey,
  Paragraph,
  PlainPaste,
  paragraphs,
  plain,
  Text,
  TextHistory,
  TextMarks,
} from "./plainText";
import styles from "./TextEditor.module.css";

export type TextEditorHandle = { insert: (text: string) => void; focus: () => void };

export type TextEditorProps = {
  label: string;
  placeholder: string;
  /** Language of the words, for spelling. */
  lang: string;
  value: string;
  onType: (text: string) => void;
  /** The stretch that a network would cut. */
  over: { start: number; end: number } | null;
  handle?: Ref<TextEditorHandle>;
};

/** The text of the post. It keeps its own document, so that a key never waits for React. */
export function TextEditor({ label, placeholder, lang, value, onType, over, handle }: TextEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const typed = useRef(onType);
  const start = useRef(value);

  // The latest closure is called; the editor stays.
  useEffect(() => {
    typed.current = onType;
  });

  // ProseMirror owns its part of the page.
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const made = new Editor({
      element,
      injectCSS: false,
      extensions: [
        Document,
        Paragraph,
        Text,
        TextHistory,
        PlainPaste,
        TextMarks.configure({ tokenClass: styles.token ?? "", overClass: styles.over ?? "" }),
      ],
      editorProps: {
        attributes: {
          role: "textbox",
          "aria-multiline": "true",
          "aria-label": label,
          spellcheck: "true",
          lang,
        },
      },
      onUpdate: ({ editor: now }) => {
        const text = plain(now.state.doc);
        element.toggleAttribute("data-empty", text === "");
        typed.current(text);
      },
    });
    replace(made, start.current, false);
    element.toggleAttribute("data-empty", start.current === "");
    editor.current = made;
    return () => {
      made.destroy();
      editor.current = null;
    };
  }, [label, lang]);

  // A text from elsewhere (a fix, an undo, another window) replaces what stands there.
  useEffect(() => {
    start.current = value;
    const now = editor.current;
    if (!now || plain(now.state.doc) === value) return;
    replace(now, value, true);
    place.current?.toggleAttribute("data-empty", value === "");
  }, [value]);

  useEffect(() => {
    const now = editor.current;
    now?.view.dispatch(now.state.tr.setMeta(marksKey, { over }));
  }, [over]);

  useImperativeHandle(handle, () => ({
    insert: (text) => editor.current?.chain().focus().insertContent({ type: "text", text }).run(),
    focus: () => editor.current?.commands.focus("end"),
  }));

  return <div ref={place} className={styles.editor} data-placeholder={placeholder} />;
}

function replace(editor: Editor, text: string, undoable: boolean): void {
  const { state, view } = editor;
  const transaction = state.tr
    .replaceWith(0, state.doc.content.size, paragraphs(state.schema, text))
    .setMeta("addToHistory", undoable)
    .setMeta("preventUpdate", true);
  view.dispatch(transaction);
}
