import { useRef, useState } from "react";
import { type Focus, mediaUrl } from "@/ipc";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import styles from "./MediaDialog.module.css";

const STEP = 0.02;
const STEP_FAR = 0.1;
const CENTRE: Focus = { x: 0.5, y: 0.5 };

const within = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * 1000) / 1000;

/** The point that every crop keeps: dragged on the picture, or moved with the arrow keys. */
export function FocalPoint({
  id,
  focus,
  onChange,
}: {
  id: string;
  focus: Focus | null;
  onChange: (focus: Focus) => void;
}) {
  const t = useText(compose);
  const picture = useRef<HTMLImageElement>(null);
  // While the pointer is down the point moves here; letting go decides.
  const [moving, setMoving] = useState<Focus | null>(null);
  const at = moving ?? focus ?? CENTRE;
  const under = (event: React.PointerEvent): Focus => {
    const box = picture.current?.getBoundingClientRect();
    if (!box || box.width === 0) return at;
    return {
      x: within((event.clientX - box.left) / box.width),
      y: within((event.clientY - box.top) / box.height),
    };
  };
  return (
    <div className={styles.canvas}>
      <div
        className={styles.frame}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setMoving(under(event));
        }}
        onPointerMove={(event) => moving && setMoving(under(event))}
        onPointerUp={() => {
          if (moving) onChange(moving);
          setMoving(null);
        }}
        onPointerCancel={() => setMoving(null)}
      >
        <img ref={picture} className={styles.picture} src={mediaUrl("thumb", id)} alt="" draggable={false} />
        <button
          type="button"
          className={styles.marker}
          style={{ left: `${at.x * 100}%`, top: `${at.y * 100}%` }}
          data-auto={focus === null && moving === null ? true : undefined}
          aria-label={t.focalMarker(Math.round(at.x * 100), Math.round(at.y * 100))}
          onKeyDown={(event) => {
            const far = event.shiftKey ? STEP_FAR : STEP;
            const move: Record<string, [number, number]> = {
              ArrowLeft: [-far, 0],
              ArrowRight: [far, 0],
              ArrowUp: [0, -far],
              ArrowDown: [0, far],
            };
            const step = move[event.key];
            if (!step) return;
            event.preventDefault();
            onChange({ x: within(at.x + step[0]), y: within(at.y + step[1]) });
          }}
        />
      </div>
    </div>
  );
}
