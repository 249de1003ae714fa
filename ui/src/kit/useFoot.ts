import { type RefObject, useEffect } from "react";

/** How high the foot of the window is taken, px, where `Toast.module.css` reads it. */
const FOOT = "--foot";

/** Toasts stand above this bar, which lies at the foot of the window, so that none lies over its buttons. */
export function useFoot(bar: RefObject<HTMLElement | null>): void {
  // The height is outside React.
  useEffect(() => {
    const element = bar.current;
    if (!element) return;
    const root = document.documentElement;
    const measure = () =>
      root.style.setProperty(FOOT, `${window.innerHeight - element.getBoundingClientRect().top}px`);
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => {
      watch.disconnect();
      root.style.removeProperty(FOOT);
    };
  }, [bar]);
}
