import { Glyph } from "@/features/network/Glyph";
import { networkName, useNetworks } from "@/features/network/useNetworks";
import { useDraftState } from "@/features/post/DraftContext";
import type { NetworkId, Rendition } from "@/ipc";
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
  const known = useNetworks();
  const { onMargins } = props;
  return (
    <div className={styles.group}>
      <h3>{t.ready}</h3>
      {renditions.length === 0 && <p className={styles.hint}>{chosen ? t.readyComing : t.readyNone}</p>}
      {/* Why above the files: below them it would be out of sight. */}
      {onMargins &&
        losses(renditions).map(([loss, networks]) => (
          <ProblemLine
            key={loss}
            warning
            whom={networks.map((network) => (
              <Glyph key={network} network={network} size={12} label={networkName(known, network)} />
            ))}
            words={loss}
            fixes={[{ id: "blur", label: t.fitBlur, run: onMargins }]}
          />
        ))}
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

/** What crops lose, each with the networks that it happens for. */
function losses(renditions: readonly Rendition[]): [string, NetworkId[]][] {
  const found = new Map<string, NetworkId[]>();
  for (const { network, steps } of renditions) {
    for (const { loss } of steps) {
      if (loss === null) continue;
      const networks = found.get(loss) ?? [];
      if (!networks.includes(network)) found.set(loss, [...networks, network]);
    }
  }
  return [...found];
}
