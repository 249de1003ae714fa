import { useQueryClient } from "@tanstack/react-query";
import { useLayoutEffect } from "react";
import { tellReady } from "@/ipc";
import type { makeRouter } from "./routes";

/**
 * Tells the shell, once, that the first screen is drawn with its data and answers. Nothing of the studio depends on
 * it: the log says so, and `cargo xtask bench` measures it.
 */
export function useFirstFrame(router: ReturnType<typeof makeRouter>): void {
  const client = useQueryClient();
  // The router and the shell are outside React. Why before painting: the screen may be there in the next moment.
  useLayoutEffect(() => {
    const stop = router.subscribe("onRendered", () => {
      stop();
      // Why one frame more: a callback comes before its frame is painted, the next one after it.
      const look = () => requestAnimationFrame(client.isFetching() > 0 ? look : () => void tellReady());
      look();
    });
    return stop;
  }, [router, client]);
}
