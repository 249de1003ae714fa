import { useEffect, useState } from "react";
import { useStudio } from "@/features/studio/useStudio";
import { mediaUrl } from "@/ipc";

/** A piece as the core hands it out; larger asks are cut to it. */
const PIECE_BYTES = 2 * 1024 * 1024;
/** Larger ones stay where they are: a copy in memory is the price of the way round below. */
const PLAYED_BYTES_MAX = 600 * 1024 * 1024;

type Playable = { src: string | null; share: number; tooLarge: boolean };

/**
 * The address at which a film or a sound plays. On Linux the web view's player reads no scheme of our own (WebKit bug 146351): the
 * film is fetched in pieces and played from memory.
 */
export function usePlayable(use: "original" | "rendition", id: string, bytes: number): Playable {
  const { platform } = useStudio();
  const address = mediaUrl(use, id);
  const direct = platform !== "linux";
  const tooLarge = !direct && bytes > PLAYED_BYTES_MAX;
  const [held, setHeld] = useState<Playable>({ src: null, share: 0, tooLarge: false });

  // The bytes are outside React; what was fetched is given back when another film comes.
  useEffect(() => {
    if (direct || tooLarge) return;
    const stop = new AbortController();
    let made: string | null = null;
    collect(address, bytes, stop.signal, (share) => setHeld({ src: null, share, tooLarge: false })).then(
      (blob) => {
        if (stop.signal.aborted) return;
        made = URL.createObjectURL(blob);
        setHeld({ src: made, share: 1, tooLarge: false });
      },
      // Why the address all the same: another version of the web view may play it.
      () => !stop.signal.aborted && setHeld({ src: address, share: 1, tooLarge: false }),
    );
    return () => {
      stop.abort();
      if (made) URL.revokeObjectURL(made);
      setHeld({ src: null, share: 0, tooLarge: false });
    };
  }, [address, bytes, direct, tooLarge]);

  if (direct) return { src: address, share: 1, tooLarge: false };
  return tooLarge ? { src: null, share: 0, tooLarge } : held;
}

/** All bytes behind an address, piece by piece. */
async function collect(
  address: string,
  bytes: number,
  signal: AbortSignal,
  told: (share: number) => void,
): Promise<Blob> {
  const pieces: Blob[] = [];
  let at = 0;
  while (at < bytes) {
    const last = Math.min(at + PIECE_BYTES, bytes) - 1;
    const answer = await fetch(address, { signal, headers: { range: `bytes=${at}-${last}` } });
    if (!answer.ok) throw new Error(`media: ${answer.status}`);
    const piece = await answer.blob();
    if (piece.size === 0) throw new Error("media: an empty piece");
    pieces.push(piece);
    at += piece.size;
    told(at / bytes);
  }
  return new Blob(pieces, { type: pieces[0]?.type ?? "video/mp4" });
}
