import { useDragOut } from "@/features/media/useDragOut";
import { Glyph } from "@/features/network/Glyph";
import { networkName, useNetworks } from "@/features/network/useNetworks";
import { useStudio } from "@/features/studio/useStudio";
import { type Asset, mediaUrl, type Rendition, useAssetProgress } from "@/ipc";
import { cx } from "@/kit/classes";
import { Meter } from "@/kit/Meter";
import { useLang, useText } from "@/text/context";
import { list } from "@/text/messages";
import { onboarding } from "@/text/onboarding";
import { drawn, type Frame, framesOf, shape } from "./frames";
import styles from "./Onboarding.module.css";

/** Glyphs beside one name; more would push it out. */
const GLYPHS_MAX = 4;

/** Every frame that the files come in, as each gets ready. */
export function Frames({
  asset,
  renditions,
  busy,
}: {
  asset: Asset;
  renditions: readonly Rendition[];
  busy: boolean;
}) {
  const frames = framesOf(renditions.filter((rendition) => rendition.asset_id === asset.id));
  return (
    <div className={styles.frames}>
      {frames.map((frame) => (
        <ReadyFrame key={frame.key} frame={frame} asset={asset} />
      ))}
      {busy && <ComingFrame asset={asset} />}
    </div>
  );
}

function ReadyFrame({ frame, asset }: { frame: Frame; asset: Asset }) {
  const lang = useLang();
  const networks = useNetworks();
  const { first } = frame;
  const size = drawn(first.width_px, first.height_px);
  const names = frame.networks.map((network) => networkName(networks, network));
  const { workspace } = useStudio();
  const drag = useDragOut(workspace.id, first.id);
  const src = first.kind === "image" ? mediaUrl("rendition", first.id) : mediaUrl("poster", asset.id);
  return (
    <figure className={styles.frame} style={{ width: Math.max(size.width, 108) }} title={list(lang, names)}>
      <div className={styles.box} style={size} {...drag}>
        <img src={src} alt="" decoding="async" />
      </div>
      <figcaption className={`${styles.caption} num`}>
        <span className={styles.captionName}>
          {frame.networks.slice(0, GLYPHS_MAX).map((network) => (
            <Glyph key={network} network={network} size={12} label={networkName(networks, network)} />
          ))}
          {frame.networks.length < GLYPHS_MAX && <span>{frame.name}</span>}
        </span>
        <span className={styles.captionFacts}>
          {shape(lang, first.width_px, first.height_px)}, {first.width_px} × {first.height_px}
        </span>
      </figcaption>
    </figure>
  );
}

/** The one being made. */
function ComingFrame({ asset }: { asset: Asset }) {
  const t = useText(onboarding);
  const progress = useAssetProgress(asset.id);
  const size = drawn(asset.info.width_px, asset.info.height_px);
  return (
    <div className={styles.frame} style={{ width: size.width }}>
      <div className={cx(styles.box, styles.waiting)} style={size}>
        <img src={mediaUrl("thumb", asset.id)} alt="" />
        <span className={styles.boxMeter}>
          <Meter share={(progress?.percent ?? 0) / 100} tone="picture" />
        </span>
      </div>
      <span className={`${styles.caption} num`}>
        {progress ? t.progress(progress.done, progress.total) : "\u00a0"}
      </span>
    </div>
  );
}
