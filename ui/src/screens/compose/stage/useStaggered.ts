import { useEffect, useState } from "react";

/** As many previews as are in sight follow the text in one frame… */
const AT_ONCE = 4;
/** …the others together in a later one: on a machine without a graphics card it is frames that cost. */
const LATER_MS = 60;

/** `value`, a little later for previews further down. */
export function useStaggered<T>(value: T, order: number): T {
  const [shown, setShown] = useState(value);
  // The clock is outside React.
  useEffect(() => {
    const timer = setTimeout(() => setShown(value), order < AT_ONCE ? 0 : LATER_MS);
    return () => clearTimeout(timer);
  }, [value, order]);
  return shown;
}
