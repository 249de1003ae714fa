import { CircleAlert, RotateCcw, X } from "lucide-react";
import { useEffect } from "react";
import { Coming } from "@/features/media/Coming";
import { dismissFailed, type FailedImport, useImports } from "@/features/media/imports";
import { useComing, useImport, useSayImported } from "@/features/media/useImport";
import { Button } from "@/kit/Button";
import { IconButton } from "@/kit/IconButton";
import { STROKE } from "@/kit/icon";
import { useText } from "@/text/context";
import { library } from "@/text/library";
import styles from "./Arrivals.module.css";
import { Lookalikes } from "./Lookalikes";

/** Files on their way in, those that did not get in, and those that look like another, as tiles before all the others. */
export function Arrivals() {
  const t = useText(library);
  const failed = useImports((state) => state.failed);
  const someAlike = useImports((state) => state.alike.length > 0);
  const { isComing } = useComing();
  // Others ask whether what failed is to be seen.
  useEffect(() => {
    const by = (change: number) => useImports.setState(({ shownBy }) => ({ shownBy: shownBy + change }));
    by(1);
    return () => by(-1);
  }, []);
  if (!isComing && failed.length === 0 && !someAlike) return null;
  return (
    <ul className={styles.tiles} aria-label={t.arrivals}>
      {isComing && (
        <li className={styles.tile}>
          <Coming />
        </li>
      )}
      {failed.map((each) => (
        <Failed key={each.id} failed={each} />
      ))}
      <Lookalikes />
    </ul>
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
