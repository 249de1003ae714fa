import { useEffect, useRef, useState } from "react";
import { type Brought, useImport, usePaste, useSayImported } from "@/features/media/useImport";
import { useStudio } from "@/features/studio/useStudio";
import { clipboardFiles, followFileDrags, mayHideFiles, type PastedFile, pastedFiles } from "@/ipc";
import { DropVeil } from "@/kit/DropVeil";
import { toast } from "@/kit/toasts";
import { useText } from "@/text/context";
import { shell } from "@/text/shell";
import { useDropTakers } from "./drops";
import { inTextField } from "./shortcuts";

/** Drop anywhere, paste anywhere: the veil says what this place will do with the files. */
export function FileDrops() {
  const t = useText(shell);
  const taker = useDropTakers((state) => state.takers.at(-1)?.taker);
  const [over, setOver] = useState(false);
  const { mutateAsync: importFiles } = useImport();
  const { mutateAsync: pasteFiles } = usePaste();
  const { platform } = useStudio();

  const say = useSayImported();
  const hand = (imported: Brought) => {
    const { assets, left, elsewhere } = imported;
    // Why only one of both: a toast is spoken too.
    if (taker || assets.length === 0 || left !== 0 || elsewhere !== null) say(imported);
    else toast(t.imported(assets.length));
    // Why asked: the place that would take them is gone with its client, and nothing of it can be saved any more.
    if (taker && assets.length > 0 && elsewhere === null) taker.take(assets.map((asset) => asset.id));
  };
  const dropped = (paths: string[]) => importFiles(paths).then(hand, () => undefined);
  const pasted = (files: Promise<readonly PastedFile[]>) => pasteFiles(files).then(hand, () => undefined);
  const pastedUnseen = async () => {
    const { paths, files } = await clipboardFiles();
    if (paths.length > 0) await dropped(paths);
    if (files.length > 0) await pasted(Promise.resolve(files));
  };

  // The latest place takes the files; the listeners stay.
  const latest = useRef({ dropped, pasted, pastedUnseen, platform });
  useEffect(() => {
    latest.current = { dropped, pasted, pastedUnseen, platform };
  });

  // The system's drags are outside React.
  useEffect(() => {
    const stop = followFileDrags((drag) => {
      setOver(drag.phase === "over");
      if (drag.phase === "dropped") void latest.current.dropped(drag.paths);
    });
    return () => {
      void stop.then((run) => run());
    };
  }, []);

  // So is the clipboard. Text goes to the field in focus; files come in from anywhere.
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const data = event.clipboardData;
      if (!data) return;
      if (latest.current.platform === "linux" && mayHideFiles(data)) {
        // Else the paths of copied files come in as words.
        if (!data.types.includes("text/html")) event.preventDefault();
        // A clipboard that gives nothing has nothing to paste.
        void latest.current.pastedUnseen().catch(() => undefined);
        return;
      }
      if (data.files.length === 0) return;
      if (inTextField(event.target) && data.types.includes("text/plain")) return;
      event.preventDefault();
      void latest.current.pasted(pastedFiles(data));
    };
    window.addEventListener("paste", onPaste);
    return () => window.removeEventListener("paste", onPaste);
  }, []);

  return over ? <DropVeil action={taker?.action ?? t.importVeil} /> : null;
}
