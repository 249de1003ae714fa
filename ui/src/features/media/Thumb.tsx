import { Film, Music } from "lucide-react";
import { useEffect, useState } from "react";
import { type MediaKind, mediaUrl } from "@/ipc";
import { STROKE } from "@/kit/icon";
import styles from "./Thumb.module.css";

type Props = {
  id: string;
  /** Absent until the asset is read. */
  kind: MediaKind | undefined;
  className?: string | undefined;
  /** Asked for only once it is near to what is in sight. */
  isLazy?: boolean;
};

/** When a picture that could not be made is asked for again: a busy machine or a full disk passes, damage stays. */
const AGAIN_MS = [3_000, 30_000];

/** The small picture of a medium. A film's or a sound's takes a while to be made: until it is
 * there, its place says what it is. */
export function Thumb({ id, kind, className, isLazy }: Props) {
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
  return (
    <>
      {Sign && state !== "there" && (
        <span className={styles.film} data-state={state}>
          <Sign size={24} strokeWidth={STROKE} aria-hidden />
        </span>
      )}
      {state !== "failed" && (
        <img
          className={className}
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
