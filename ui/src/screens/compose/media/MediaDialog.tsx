import { ArrowLeft, ArrowRight } from "lucide-react";
import { useRef } from "react";
import { Film } from "@/features/media/Film";
import { useAssets } from "@/features/media/useAssets";
import { mediaOf, type Voice } from "@/features/post/body";
import { useDraft, useDraftState } from "@/features/post/DraftContext";
import { changeMedium, moveMedium } from "@/features/post/edits";
import { useStudio } from "@/features/studio/useStudio";
import type { Asset, Fit, Medium } from "@/ipc";
import { Button } from "@/kit/Button";
import { Dialog } from "@/kit/Dialog";
import { Field } from "@/kit/Field";
import { Select } from "@/kit/Select";
import { clock } from "@/kit/time";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import { useRenditions } from "../usePrepare";
import { FocalPoint } from "./FocalPoint";
import styles from "./MediaDialog.module.css";
import { ReadyFiles } from "./ReadyFiles";

/** One medium close up: what it shows, what it says to those who can't see it, what every crop keeps. */
export function MediaDialog(props: {
  asset: string;
  voice: Voice;
  onOpen: (asset: string) => void;
  onClose: () => void;
}) {
  const t = useText(compose);
  const draft = useDraft();
  const media = useDraftState(({ shown }) => mediaOf(shown, props.voice));
  const index = media.findIndex((medium) => medium.asset === props.asset);
  const medium = media[index] ?? null;
  const asset = useAssets([props.asset]).get(props.asset);
  if (!medium) return null;
  const change = (part: Partial<Medium>) => draft.edit(changeMedium(props.asset, part));
  const neighbour = (step: number) => media[index + step]?.asset;
  return (
    <Dialog
      title={asset?.name ?? t.mediumTitle}
      closeLabel={t.close}
      size="wide"
      isOpen
      onClose={props.onClose}
      footer={
        <>
          <Button
            look="ghost"
            icon={ArrowLeft}
            isDisabled={index === 0}
            onPress={() => draft.edit(moveMedium(props.voice, index, index - 1))}
          >
            {t.moveBefore}
          </Button>
          <Button
            look="ghost"
            icon={ArrowRight}
            isDisabled={!neighbour(1)}
            onPress={() => draft.edit(moveMedium(props.voice, index, index + 1))}
          >
            {t.moveAfter}
          </Button>
          <Button look="primary" onPress={props.onClose}>
            {t.done}
          </Button>
        </>
      }
    >
      <div className={styles.layout}>
        {asset?.info.kind === "video" ? (
          <VideoView asset={asset} medium={medium} onCover={(cover_ms) => change({ cover_ms })} />
        ) : (
          <FocalPoint id={props.asset} focus={medium.focus} onChange={(focus) => change({ focus })} />
        )}
        <div className={styles.side}>
          <AltField medium={medium} />
          {asset?.info.kind !== "video" && (
            <div className={styles.group}>
              <h3>{t.focalPoint}</h3>
              <p className={styles.hint}>{t.focalHint}</p>
              <Button size="sm" isDisabled={medium.focus === null} onPress={() => change({ focus: null })}>
                {t.focalReset}
              </Button>
            </div>
          )}
          <Select<Fit>
            label={t.fit}
            value={medium.fit}
            onChange={(fit) => change({ fit })}
            options={[
              { value: "cover", label: t.fitCover },
              { value: "contain", label: t.fitContain },
              { value: "blur", label: t.fitBlur },
            ]}
          />
          <ReadyFiles
            asset={props.asset}
            onMargins={medium.fit === "cover" ? () => change({ fit: "blur" }) : null}
          />
        </div>
      </div>
    </Dialog>
  );
}

function AltField({ medium }: { medium: Medium }) {
  const t = useText(compose);
  const draft = useDraft();
  const { workspace } = useStudio();
  // Why the draft itself: the field must show each key at once.
  const alt = useDraftState(
    ({ draft: now }) =>
      [now.body.media, ...now.variants.map((variant) => variant.media ?? [])]
        .flat()
        .find((each) => each.asset === medium.asset)?.alt ?? "",
  );
  return (
    <Field
      label={t.description}
      hint={t.descriptionHint}
      value={alt}
      onChange={(text) => draft.type(changeMedium(medium.asset, { alt: text }))}
      rows={4}
      lang={workspace.lang}
      autoFocus={alt === ""}
    />
  );
}

function VideoView({
  asset,
  medium,
  onCover,
}: {
  asset: Asset;
  medium: Medium;
  onCover: (ms: number) => void;
}) {
  const t = useText(compose);
  const video = useRef<HTMLVideoElement>(null);
  const made = useRenditions();
  return (
    <div>
      <div className={styles.canvas}>
        <Film asset={asset} made={made} player={video} className={styles.picture} />
      </div>
      <div className={styles.row}>
        <Button size="sm" onPress={() => onCover(Math.round((video.current?.currentTime ?? 0) * 1000))}>
          {t.cover}
        </Button>
        {medium.cover_ms !== null && <span className={styles.hint}>{t.coverAt(clock(medium.cover_ms))}</span>}
      </div>
    </div>
  );
}
