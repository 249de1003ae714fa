import { memo, type ReactNode, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from "react";
import { cx } from "./classes";
import styles from "./VirtualList.module.css";

/** Drawn beyond what is in sight, on each side, px: two turns of the wheel. Why not rows: high ones hold many pictures. */
const MARGIN_PX = 240;

/** Kept free above the row that is scrolled to, px: the ring of what has the focus there is seen whole. */
const RING_PX = 6;

export type VirtualListHandle = { scrollTo: (index: number) => void };

/**
 * A long list that draws only what shows. Heights are known beforehand (`heightOf`, px); focus stays the caller's:
 * a row that holds focus is kept (`keep`). Keyboard movement calls `scrollTo` through the handle.
 */
export function VirtualList(props: {
  count: number;
  heightOf: (index: number) => number;
  render: (index: number) => ReactNode;
  keep?: number | null;
  role?: string;
  label?: string;
  className?: string;
  handle?: React.Ref<VirtualListHandle>;
}) {
  const { count, heightOf, render, keep } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  const tops = useMemo(() => {
    const sums = [0];
    for (let index = 0; index < count; index += 1) sums.push((sums[index] ?? 0) + heightOf(index));
    return sums;
  }, [count, heightOf]);

  // The browser alone knows the height of the scroller.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setView((now) => ({ ...now, height: element.clientHeight })));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);

  useImperativeHandle(props.handle, () => ({
    scrollTo: (index) => {
      const element = scroller.current;
      if (!element) return;
      const top = tops[index] ?? 0;
      const bottom = tops[index + 1] ?? top;
      if (top - RING_PX < element.scrollTop) element.scrollTop = top - RING_PX;
      else if (bottom > element.scrollTop + element.clientHeight)
        element.scrollTop = bottom - element.clientHeight;
    },
  }));

  const first = Math.max(0, firstAfter(tops, view.top - MARGIN_PX) - 1);
  const last = Math.min(count, firstAfter(tops, view.top + view.height + MARGIN_PX));
  const shown = Array.from({ length: Math.max(0, last - first) }, (_, offset) => first + offset);
  if (keep != null && keep < count && !shown.includes(keep)) shown.push(keep);

  return (
    <div
      ref={scroller}
      className={cx(styles.scroller, props.className)}
      role={props.role}
      aria-label={props.label}
      onScroll={(event) => {
        const top = event.currentTarget.scrollTop;
        setView((now) => ({ ...now, top }));
      }}
    >
      <div role="presentation" style={{ height: tops[count] ?? 0 }}>
        {shown.map((index) => (
          <ListRow key={index} index={index} top={tops[index] ?? 0} render={render} />
        ))}
      </div>
    </div>
  );
}

/** Why apart: while the list scrolls, a row that stays is not drawn again. */
const ListRow = memo(function ListRow(props: {
  index: number;
  top: number;
  render: (index: number) => ReactNode;
}) {
  return (
    <div role="presentation" className={styles.row} style={{ transform: `translateY(${props.top}px)` }}>
      {props.render(props.index)}
    </div>
  );
});

/** Index of the first value greater than `limit` in ascending `values`. */
export function firstAfter(values: readonly number[], limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}
