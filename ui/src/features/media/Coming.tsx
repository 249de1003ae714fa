import { FolderInput, Square } from "lucide-react";
import { ProgressBar } from "react-aria-components";
import { Button } from "@/kit/Button";
import { STROKE } from "@/kit/icon";
import { Meter } from "@/kit/Meter";
import { useText } from "@/text/context";
import { library } from "@/text/library";
import styles from "./Coming.module.css";
import { useComing, useStopImport } from "./useImport";

/** The import under way: which file, how far, and its end before its time. */
export function Coming() {
  const t = useText(library);
  const { now, isStopping } = useComing();
  const stop = useStopImport();
  // Why not disabled meanwhile: the focus would be lost.
  const end = () => isStopping || stop.mutate();
  const words = now ? t.importing(now.files + 1, now.total_files) : t.reading;
  const one = now && now.total_bytes > 0 ? now.bytes / now.total_bytes : 0;
  const share = now ? (now.files + one) / Math.max(1, now.total_files) : 0;
  return (
    <div className={styles.coming}>
      <FolderInput size={18} strokeWidth={STROKE} aria-hidden />
      <div className={styles.words}>
        {now && <b className={styles.name}>{now.name}</b>}
        <span className="num">{words}</span>
        <ProgressBar
          aria-label={[words, now?.name].filter(Boolean).join(", ")}
          value={share * 100}
          isIndeterminate={now === null}
        >
          <Meter share={share} tone="signal" />
        </ProgressBar>
        <Button
          size="sm"
          icon={Square}
          onPress={end}
          onKeyDown={(event) => (event.key === "Escape" ? end() : event.continuePropagation())}
        >
          {isStopping ? t.stopping : t.stopImport}
        </Button>
      </div>
    </div>
  );
}
