import { Film } from "lucide-react";
import { useState } from "react";
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

/** The small picture of a medium. A film's own takes a while to be made: until it is there, its place says what it is. */
export function Thumb({ id, kind, className, isLazy }: Props) {
  const [state, setState] = useState<"coming" | "there" | "failed">("coming");
  return (
    <>
      {kind === "video" && state !== "there" && (
        <span className={styles.film} data-state={state}>
          <Film size={24} strokeWidth={STROKE} aria-hidden />
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
