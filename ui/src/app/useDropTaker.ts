import { useEffect, useState } from "react";
import { type DropTaker, useDropTakers } from "./drops";

/** While this place is on screen, files dropped or pasted anywhere are imported, then given to `take`. */
export function useDropTaker({ action, take }: DropTaker): void {
  const [key] = useState(() => Symbol("place"));
  // The window's drops are outside React.
  useEffect(() => {
    useDropTakers.getState().add(key, { action, take });
  }, [key, action, take]);
  useEffect(() => () => useDropTakers.getState().remove(key), [key]);
}
