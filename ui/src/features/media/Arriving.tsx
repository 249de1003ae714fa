import { cx } from "@/kit/classes";
import { useLasting } from "@/kit/useLasting";
import { useText } from "@/text/context";
import { library } from "@/text/library";
import { Coming } from "./Coming";
import styles from "./Coming.module.css";
import { useComing } from "./useImport";

/** An import that is over sooner need not be seen. */
const SEEN_AFTER_MS = 300;

/** The import under way, in a place that is about something else. */
export function Arriving({ className }: { className?: string | undefined }) {
  const t = useText(library);
  const isSeen = useLasting(useComing().isComing, SEEN_AFTER_MS);
  if (!isSeen) return null;
  return (
    <section className={cx(styles.arriving, className)} aria-label={t.arrivals}>
      <Coming />
    </section>
  );
}
