import { useEffect } from "react";

/** Steps that only this place knows: each goes one back or forth, and says false when there is none. */
type Steps = { back: () => boolean; forth: () => boolean };

const places: Steps[] = [];

/** While this place is on screen, Ctrl+Z and Ctrl+Shift+Z ask it first, then the core. */
export function useLocalUndo({ back, forth }: Steps): void {
  // The keyboard is outside React.
  useEffect(() => {
    const place = { back, forth };
    places.push(place);
    return () => {
      places.splice(places.indexOf(place), 1);
    };
  }, [back, forth]);
}

/** Whether a place on screen had something to take back, or to do again. */
export function stepHere(way: keyof Steps): boolean {
  return places.toReversed().some((place) => place[way]());
}
