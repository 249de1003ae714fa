import { Captions, Check, FileType, MapPinOff } from "lucide-react";
import { useId } from "react";
import type { AltStore } from "@/features/media/openAlts";
import { useAlt, useOpenAlt } from "@/features/media/useAlt";
import { useStudio } from "@/features/studio/useStudio";
import type { Asset, Rendition } from "@/ipc";
import { STROKE } from "@/kit/icon";
import { useText } from "@/text/context";
import { onboarding } from "@/text/onboarding";
import styles from "./Onboarding.module.css";

/** How the files are named, what was left out of them, and what they show. */
export function Details({ asset, renditions }: { asset: Asset; renditions: readonly Rendition[] }) {
  const t = useText(onboarding);
  const mine = renditions.filter((rendition) => rendition.asset_id === asset.id);
  const privacy = mine
    .flatMap((rendition) => rendition.steps)
    .find((step) => step.step === "metadata_removed");
  const dot = asset.name.lastIndexOf(".");
  const stem = dot > 0 ? asset.name.slice(0, dot) : asset.name;
  const extension = mine[0]?.mime === "image/png" ? "png" : asset.info.kind === "video" ? "mp4" : "jpg";
  return (
    <dl className={styles.details}>
      <div>
        <FileType size={15} strokeWidth={STROKE} aria-hidden />
        <dt>{t.names}</dt>
        <dd>
          <b>{t.network}</b>/{stem}-<b>{t.format}</b>.{extension}
        </dd>
      </div>
      {privacy && (
        <div>
          <MapPinOff size={15} strokeWidth={STROKE} aria-hidden />
          <dt>{t.privacy}</dt>
          <dd>{privacy.text}</dd>
          <Check size={15} strokeWidth={2.4} aria-hidden />
        </div>
      )}
      <Description key={asset.id} asset={asset} />
    </dl>
  );
}

/** Kept with the picture in the library; every post that takes it starts from it. */
function Description({ asset }: { asset: Asset }) {
  const t = useText(onboarding);
  const store = useOpenAlt(asset);
  return (
    <div>
      <Captions size={15} strokeWidth={STROKE} aria-hidden />
      <dt aria-hidden>{t.description}</dt>
      <dd>{store && <DescriptionField store={store} />}</dd>
    </div>
  );
}

function DescriptionField({ store }: { store: AltStore }) {
  const t = useText(onboarding);
  const { workspace } = useStudio();
  const { value, slow, trouble } = useAlt(store);
  const error = useId();
  return (
    <>
      <input
        aria-label={t.description}
        placeholder={t.describe}
        lang={workspace.lang}
        value={value}
        onChange={(event) => store.type(event.currentTarget.value)}
        // Why not told: the line below says what the disk refuses.
        onBlur={() => void store.flush().catch(() => undefined)}
        aria-invalid={trouble !== null}
        aria-describedby={trouble ? error : undefined}
      />
      {slow && <small role="status">{t.saving}</small>}
      {trouble && (
        <small id={error} className={styles.refused}>
          {trouble}
        </small>
      )}
    </>
  );
}
