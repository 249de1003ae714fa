import { ChevronLeft, ChevronRight, X } from "lucide-react";
import { useState } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { Film } from "@/features/media/Film";
import { Sound } from "@/features/media/Sound";
import { useAsset } from "@/features/media/useLibrary";
import { type Asset, mediaUrl, type Rendition } from "@/ipc";
import { IconButton } from "@/kit/IconButton";
import { useText } from "@/text/context";
import { library } from "@/text/library";
import styles from "./QuickLook.module.css";

const NONE: readonly Rendition[] = [];
/** What every web view can draw. */
const DRAWN = ["image/jpeg", "image/png", "image/webp", "image/gif"];

/** One item as large as the window: arrows go on, Space or Escape closes. */
export function QuickLook(props: {
  assets: readonly Asset[];
  id: string;
  onGo: (id: string) => void;
  onClose: () => void;
}) {
  const t = useText(library);
  const { assets } = props;
  const at = assets.findIndex((asset) => asset.id === props.id);
  const asset = assets[at];
  if (!asset) return null;
  const go = (by: number) => {
    const next = assets[at + by];
    if (next) props.onGo(next.id);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    // A player and its buttons have a meaning of their own for these keys.
    const own = event.target instanceof Element ? event.target.closest("video, audio, button") : null;
    if (event.key === "ArrowRight" && !own?.matches("video, audio")) go(1);
    else if (event.key === "ArrowLeft" && !own?.matches("video, audio")) go(-1);
    else if (event.key === " " && !own) props.onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <ModalOverlay
      data-layer
      className={styles.overlay ?? ""}
      isOpen
      onOpenChange={(open) => !open && props.onClose()}
    >
      <Modal className={styles.modal ?? ""}>
        <div className={styles.keys} onKeyDown={onKeyDown}>
          <Dialog className={styles.dialog ?? ""}>
            <div className={styles.head}>
              <Heading slot="title" level={2} className={styles.name ?? ""}>
                {asset.name}
              </Heading>
              <span className={`${styles.place} num`} aria-hidden>
                {t.placeOf(at + 1, assets.length)}
              </span>
              <span className="sr-only" role="status">
                {`${asset.alt || asset.name}, ${t.placeOf(at + 1, assets.length)}`}
              </span>
              <span className={styles.space} />
              {/* Why not disabled at an end: the focus of who goes by keys must not fall out. */}
              <IconButton
                label={t.previous}
                icon={ChevronLeft}
                aria-disabled={at === 0 || undefined}
                onPress={() => go(-1)}
              />
              <IconButton
                label={t.next}
                icon={ChevronRight}
                aria-disabled={at === assets.length - 1 || undefined}
                onPress={() => go(1)}
              />
              <IconButton label={t.close} shortcut="Esc" icon={X} onPress={props.onClose} />
            </div>
            <div className={styles.canvas}>
              <Large key={asset.id} asset={asset} />
            </div>
          </Dialog>
        </div>
      </Modal>
    </ModalOverlay>
  );
}

/** The original; where the web view can't draw it, the largest prepared file that shows all of it. */
function Large({ asset }: { asset: Asset }) {
  const made = useAsset(asset.id)?.renditions ?? NONE;
  const [unreadable, setUnreadable] = useState(!DRAWN.includes(asset.info.mime));
  if (asset.info.kind === "video") return <Film asset={asset} made={made} className={styles.medium} />;
  if (asset.info.kind === "audio") return <Sound asset={asset} className={styles.sound} />;
  const whole = made.filter(({ kind, crop }) => kind === "image" && crop === null);
  const spare = whole.sort((a, b) => b.width_px - a.width_px)[0];
  const src = unreadable
    ? spare
      ? mediaUrl("rendition", spare.id)
      : mediaUrl("thumb", asset.id)
    : mediaUrl("original", asset.id);
  return (
    <img
      className={styles.medium}
      src={src}
      alt={asset.alt}
      draggable={false}
      onError={() => setUnreadable(true)}
    />
  );
}
