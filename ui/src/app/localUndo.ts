import { useEffect } from "react";

/** Takes back the latest change that only this place knows; false when there is none. */
type Back = () => boolean;

const places: Back[] = [];

/** While this place is on screen, Ctrl+Z asks it first, then the core. */
export function useLocalUndo(back: Back): void {
  // The keyboard is outside React.
  useEffect(() => {
    places.push(back);
    return () => {
      places.splice(places.indexOf(back), 1);
    };
  }, [back]);
}

/** Whether a place on screen had something to take back. */
export function undoHere(): boolean {
  return places.toReversed().some((back) => back());
}
