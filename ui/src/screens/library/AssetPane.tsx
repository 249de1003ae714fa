import { useNavigate } from "@tanstack/react-router";
import { Maximize2, PenLine, RotateCcw, Trash2 } from "lucide-react";
import { Film } from "@/features/media/Film";
import { formatName } from "@/features/media/formats";
import type { AltStore } from "@/features/media/openAlts";
import { Sound } from "@/features/media/Sound";
import { useAlt, useOpenAlt } from "@/features/media/useAlt";
import { useAsset, useBin, useRestoreAssets } from "@/features/media/useLibrary";
import { Glyph } from "@/features/network/Glyph";
import { useCreatePost } from "@/features/post/usePosts";
import { useStudio } from "@/features/studio/useStudio";
import { type Asset, mediaUrl, type Rendition } from "@/ipc";
import { Button } from "@/kit/Button";
import { Field } from "@/kit/Field";
import { IconButton } from "@/kit/IconButton";
import { InspectorFacts, InspectorGroup } from "@/kit/Inspector";
import { fileSize } from "@/kit/size";
import { clock, instant, wall } from "@/kit/time";
import { useLang, useText } from "@/text/context";
import { library } from "@/text/library";
import { AssetWork } from "./AssetWork";
import styles from "./Library.module.css";

/** What an item is, what is ready of it, where it is used. */
export function AssetPane({ asset, onLook }: { asset: Asset; onLook: () => void }) {
  const t = useText(library);
  const navigate = useNavigate();
  const create = useCreatePost();
  const bin = useBin();
  const restore = useRestoreAssets();
  const detail = useAsset(asset.id);
  return (
    <>
      <Preview asset={asset} />
      <div>
        <div className={styles.fileHead}>
          <h2 className={styles.fileName} data-selectable>
            {asset.name}
          </h2>
          <IconButton size="sm" label={t.quickLook} shortcut={t.space} icon={Maximize2} onPress={onLook} />
        </div>
        <Facts asset={asset} />
      </div>
      <div className={styles.paneActions}>
        {asset.deleted_at ? (
          <Button size="sm" icon={RotateCcw} onPress={() => restore.mutate([asset.id])}>
            {t.restore}
          </Button>
        ) : (
          <>
            <Button
              size="sm"
              icon={PenLine}
              onPress={() =>
                create.mutate(
                  { asset_ids: [asset.id] },
                  { onSuccess: (post) => navigate({ to: "/compose", search: { post: post.id } }) },
                )
              }
            >
              {t.compose}
            </Button>
            <Button size="sm" look="ghost" icon={Trash2} onPress={() => bin.mutate([asset.id])}>
              {t.toBin}
            </Button>
          </>
        )}
      </div>
      <AssetWork id={asset.id} />
      <Alt asset={asset} />
      {detail && detail.renditions.length > 0 && (
        <InspectorGroup title={t.ready}>
          <ul className={styles.versions}>
            {detail.renditions.map((rendition) => (
              <Version key={rendition.id} rendition={rendition} />
            ))}
          </ul>
        </InspectorGroup>
      )}
      {detail && detail.used_in.length > 0 && (
        <InspectorGroup title={t.usedIn}>
          {detail.used_in.map((use) => (
            <Button
              key={use.post_id}
              size="sm"
              look="ghost"
              className={styles.use ?? ""}
              onPress={() => navigate({ to: "/compose", search: { post: use.post_id } })}
            >
              {use.title || t.untitled}
            </Button>
          ))}
        </InspectorGroup>
      )}
    </>
  );
}

function Preview({ asset }: { asset: Asset }) {
  if (asset.info.kind === "video") return <Film key={asset.id} asset={asset} className={styles.preview} />;
  const picture = <img className={styles.preview} src={mediaUrl("thumb", asset.id)} alt={asset.alt} />;
  if (asset.info.kind !== "audio") return picture;
  return (
    <>
      {picture}
      <Sound key={asset.id} asset={asset} className={styles.preview} />
    </>
  );
}

function Facts({ asset }: { asset: Asset }) {
  const t = useText(library);
  const lang = useLang();
  const { zone } = useStudio().workspace;
  const { info } = asset;
  const size = [
    info.width_px > 0 && `${info.width_px} × ${info.height_px}`,
    info.duration_ms !== null && clock(info.duration_ms),
    fileSize(lang, info.bytes),
  ];
  const written = [info.sound?.artist, info.sound?.title].filter(Boolean).join(", ");
  const inside = [
    info.inside.pages > 1 && t.pages(info.inside.pages),
    info.inside.film_bytes !== null && t.filmInside(fileSize(lang, info.inside.film_bytes)),
    info.inside.gain_map && t.gainMap,
    info.inside.pair_id !== null && t.livePhoto,
  ].filter((part) => part !== false);
  const formats = [info.container, info.video_codec, info.audio_codec].filter((name) => name !== null);
  return (
    <InspectorFacts
      facts={[
        [t.size, size.filter(Boolean).join(", ")],
        [t.facts, formats.map(formatName).join(", ")],
        ...(info.color ? [[t.color, info.color] as const] : []),
        ...(written ? [[t.soundTitle, written] as const] : []),
        ...(info.sound?.chapters.length ? [[t.chapters, `${info.sound.chapters.length}`] as const] : []),
        [t.place, info.has_gps ? t.placeKept : t.placeNone],
        ...(inside.length > 0 ? [[t.inside, inside.join(", ")] as const] : []),
        ...(info.taken_at ? [[t.taken, wall(lang, info.taken_at, "short")] as const] : []),
        [t.imported, instant(lang, asset.created_at, zone, "short")],
      ]}
    />
  );
}

function Alt({ asset }: { asset: Asset }) {
  const store = useOpenAlt(asset);
  return store && <AltField store={store} />;
}

function AltField({ store }: { store: AltStore }) {
  const t = useText(library);
  const { value, slow, trouble } = useAlt(store);
  return (
    <Field
      label={t.alt}
      rows={3}
      value={value}
      onChange={store.type}
      // Why not told: the field says what the disk refuses.
      onBlur={() => void store.flush().catch(() => undefined)}
      hint={slow ? t.saving : null}
      error={trouble}
    />
  );
}

function Version({ rendition }: { rendition: Rendition }) {
  const t = useText(library);
  const lang = useLang();
  return (
    <li className="num">
      <Glyph network={rendition.network} />
      <span>
        {rendition.format_name}
        <small>{`${rendition.width_px} × ${rendition.height_px}, ${fileSize(lang, rendition.bytes)}`}</small>
      </span>
      <details>
        <summary>{t.done}</summary>
        <ul>
          {rendition.steps.map((step) => (
            <li key={step.text}>
              {step.text}
              {step.loss && <em>{step.loss}</em>}
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}
