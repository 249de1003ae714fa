import { Film, Music } from "lucide-react";
import { useEffect, useState } from "react";
import { type MediaKind, mediaUrl } from "@/ipc";
import { cx } from "@/kit/classes";
import { STROKE } from "@/kit/icon";
import { useLasting } from "@/kit/useLasting";
import { Placeholder } from "./Placeholder";
import styles from "./Thumb.module.css";

type Props = {
  id: string;
  /** Absent until the asset is read. */
  kind: MediaKind | undefined;
  /** A few pixels of it; none until the core looked at it. */
  placeholder?: string | null | undefined;
  className?: string | undefined;
  /** Asked for only once it is near to what is in sight. */
  isLazy?: boolean;
};

/** When a picture that could not be made is asked for again: a busy machine or a full disk passes, damage stays. */
const AGAIN_MS = [3_000, 30_000];

/** A picture that is there sooner needs none that is worse before it. */
const PREVIEW_AFTER_MS = 150;

/**
 * The small picture of a medium. Until it is made, a few pixels of it stand in its place, or what the camera put beside
 * it. A film's or a sound's own takes a while: its place says what it is.
 */
export function Thumb({ id, kind, placeholder, className, isLazy }: Props) {
  const [state, setState] = useState<"coming" | "there" | "failed">("coming");
  const [tries, setTries] = useState(0);
  const Sign = kind === "video" ? Film : kind === "audio" ? Music : null;
  const pause = state === "failed" ? AGAIN_MS[tries] : undefined;
  // The clock is outside React.
  useEffect(() => {
    if (pause === undefined) return;
    const timer = setTimeout(() => {
      setTries((before) => before + 1);
      setState("coming");
    }, pause);
    return () => clearTimeout(timer);
  }, [pause]);
  const isLong = useLasting(state === "coming", PREVIEW_AFTER_MS);
  return (
    <>
      {placeholder && <Placeholder pixels={placeholder} />}
      {kind === "image" && isLong && <Preview key={id} id={id} isLazy={isLazy} />}
      {Sign && state !== "there" && (
        <span className={styles.film} data-state={state}>
          <Sign size={24} strokeWidth={STROKE} aria-hidden />
        </span>
      )}
      {state !== "failed" && (
        <img
          className={cx(styles.above, className)}
          src={mediaUrl("thumb", id)}
          alt=""
          {...(isLazy ? { loading: "lazy" } : {})}
          decoding="async"
          draggable={false}
          onLoad={() => setState("there")}
          onError={() => setState("failed")}
        />
      )}
    </>
  );
}

/** What the camera put beside a picture: at once, perhaps small. Many files have none. */
function Preview({ id, isLazy }: Pick<Props, "id" | "isLazy">) {
  const [isThere, setThere] = useState(true);
  if (!isThere) return null;
  return (
    <img
      className={styles.under}
      src={mediaUrl("preview", id)}
      alt=""
      {...(isLazy ? { loading: "lazy" } : {})}
      decoding="async"
      draggable={false}
      onError={() => setThere(false)}
    />
  );
}
