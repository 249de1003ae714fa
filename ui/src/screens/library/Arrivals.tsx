import { CircleAlert, FolderInput, RotateCcw, X } from "lucide-react";
import { useEffect } from "react";
import { ProgressBar } from "react-aria-components";
import { dismissFailed, type FailedImport, useImports } from "@/features/media/imports";
import { useImport, useSayImported } from "@/features/media/useImport";
import type { Importing } from "@/ipc";
import { Button } from "@/kit/Button";
import { IconButton } from "@/kit/IconButton";
import { STROKE } from "@/kit/icon";
import { Meter } from "@/kit/Meter";
import { useText } from "@/text/context";
import { library } from "@/text/library";
import styles from "./Arrivals.module.css";

/** Files on their way in, and those that did not get in, as tiles before all the others. */
export function Arrivals() {
  const t = useText(library);
  const { running, now, failed } = useImports();
  // Others ask whether what failed is to be seen.
  useEffect(() => {
    const by = (change: number) => useImports.setState(({ shownBy }) => ({ shownBy: shownBy + change }));
    by(1);
    return () => by(-1);
  }, []);
  const coming = running > 0 || now !== null;
  if (!coming && failed.length === 0) return null;
  return (
    <ul className={styles.tiles} aria-label={t.arrivals}>
      {coming && <Coming now={now} />}
      {failed.map((each) => (
        <Failed key={each.id} failed={each} />
      ))}
    </ul>
  );
}

function Coming({ now }: { now: Importing | null }) {
  const t = useText(library);
  const words = now ? t.importing(now.files + 1, now.total_files) : t.reading;
  const one = now && now.total_bytes > 0 ? now.bytes / now.total_bytes : 0;
  const share = now ? (now.files + one) / Math.max(1, now.total_files) : 0;
  return (
    <li className={styles.tile}>
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
      </div>
    </li>
  );
}

/** What happened to the file and the way out, in the core's words. */
function Failed({ failed }: { failed: FailedImport }) {
  const t = useText(library);
  const again = useImport();
  const say = useSayImported();
  const { id, name, path, error } = failed;
  return (
    <li className={styles.tile} data-failed>
      <CircleAlert size={18} strokeWidth={STROKE} aria-hidden />
      <div className={styles.words}>
        <b className={styles.name}>{name || t.aFile}</b>
        <p>{[error.message, error.fix].filter(Boolean).join(" ")}</p>
        {path !== null && (
          <Button
            size="sm"
            icon={RotateCcw}
            aria-label={t.tryAgainFor(name)}
            onPress={() => again.mutate([path], { onSuccess: say })}
          >
            {t.tryAgain}
          </Button>
        )}
      </div>
      <IconButton size="sm" label={t.dismiss(name || t.aFile)} icon={X} onPress={() => dismissFailed(id)} />
    </li>
  );
}
