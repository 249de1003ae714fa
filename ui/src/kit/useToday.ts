import { useEffect, useState } from "react";
import { wallNow } from "./time";

/** Why so often: a laptop that slept through midnight, and a clock that went forward, are noticed soon. */
const LOOK_EVERY_MS = 60_000;

/** The day that `zone` has now (`2026-11-30`); it is another one after midnight there. `ahead_ms`: how far the core's clock is. */
export function useToday(zone: string, ahead_ms = 0): string {
  const dayOf = () => wallNow(zone, new Date(Date.now() + ahead_ms)).slice(0, 10);
  const [today, setToday] = useState(dayOf);
  const now = dayOf();
  if (now !== today) setToday(now);
  // The clock is outside React.
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const look = () => {
      const at = Date.now() + ahead_ms;
      setToday(wallNow(zone, new Date(at)).slice(0, 10));
      // Midnight is at a full minute everywhere.
      timer = setTimeout(look, LOOK_EVERY_MS - (at % LOOK_EVERY_MS));
    };
    look();
    return () => clearTimeout(timer);
  }, [zone, ahead_ms]);
  return now;
}
