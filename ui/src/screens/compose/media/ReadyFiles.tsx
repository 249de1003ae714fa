import { Glyph } from "@/features/network/Glyph";
import { networkName, useNetworks } from "@/features/network/useNetworks";
import { useDraftState } from "@/features/post/DraftContext";
import type { Rendition } from "@/ipc";
import { Button } from "@/kit/Button";
import { ProblemLine } from "@/kit/ProblemLine";
import { fileSize } from "@/kit/size";
import { compose } from "@/text/compose";
import { useLang, useText } from "@/text/context";
import { useRenditions } from "../usePrepare";
import styles from "./MediaDialog.module.css";

/** The files made of one medium, and what their crops lose. */
export function ReadyFiles(props: {
  asset: string;
  /** Lays it on margins; none where it lies on margins already. */
  onMargins: (() => void) | null;
}) {
  const t = useText(compose);
  const lang = useLang();
  const chosen = useDraftState(({ shown }) => shown.targets.length > 0);
  const renditions = useRenditions().filter((rendition) => rendition.asset_id === props.asset);
  return (
    <div className={styles.group}>
      <h3>{t.ready}</h3>
      {renditions.length === 0 && <p className={styles.hint}>{chosen ? t.readyComing : t.readyNone}</p>}
      {/* Why above the files: below them it would be out of sight. */}
      {props.onMargins && <Losses of={renditions} onMargins={props.onMargins} />}
      <ul className={`${styles.files} num`}>
        {renditions.map((rendition) => (
          <li
            key={rendition.id}
            className={styles.file}
            title={rendition.steps.map((step) => step.text).join("\n")}
          >
            <Glyph network={rendition.network} size={12} />
            <span className={styles.fileName}>
              {rendition.preset_name}, {rendition.width_px} × {rendition.height_px}
            </span>
            <span>{fileSize(lang, rendition.bytes)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What crops lose, each with the files that it happens to, and the margins that lose nothing. */
function Losses(props: { of: readonly Rendition[]; onMargins: () => void }) {
  const t = useText(compose);
  const known = useNetworks();
  const found = losses(props.of);
  if (found.length === 0) return null;
  return (
    <>
      {found.map(([loss, files]) => (
        <ProblemLine
          key={loss}
          warning
          whom={
            <span className={styles.lossy}>
              {files.map(({ id, network, preset_name }) => (
                <span key={id}>
                  <Glyph network={network} size={12} label={networkName(known, network)} /> {preset_name}
                </span>
              ))}
            </span>
          }
          words={loss}
        />
      ))}
      {/* Why one for all: a medium lies in its frames the same way everywhere. */}
      <Button size="sm" onPress={props.onMargins}>
        {t.blurEverywhere}
      </Button>
    </>
  );
}

function losses(renditions: readonly Rendition[]): [string, Rendition[]][] {
  const found = new Map<string, Rendition[]>();
  for (const rendition of renditions) {
    for (const { loss } of rendition.steps) {
      if (loss !== null) found.set(loss, [...(found.get(loss) ?? []), rendition]);
    }
  }
  return [...found];
}
