import { ChevronLeft, ChevronRight } from "lucide-react";
import { useState } from "react";
import { Button } from "react-aria-components";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import type { Shot } from "./card";
import styles from "./cards.module.css";
import { Picture } from "./Picture";

/** Media that a network shows one at a time, all in the shape of the first: buttons and arrow keys page through them. */
export function Carousel(props: { shots: readonly Shot[]; aspect: number; dots?: boolean }) {
  const t = useText(compose);
  const { shots, aspect } = props;
  const [chosen, setChosen] = useState(0);
  const page = Math.min(chosen, shots.length - 1);
  const shot = shots[page];
  if (!shot) return null;
  if (shots.length === 1) return <Picture shot={shot} aspect={aspect} />;
  const to = (next: number) => setChosen(Math.max(0, Math.min(shots.length - 1, next)));
  return (
    <div
      className={styles.carousel}
      role="group"
      aria-roledescription={t.carousel}
      aria-label={t.carouselOf(shots.length)}
      onKeyDown={(event) => {
        if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
        event.preventDefault();
        to(page + (event.key === "ArrowRight" ? 1 : -1));
      }}
    >
      <Picture shot={shot} aspect={aspect} />
      <span className={`${styles.page} num`} aria-hidden>
        {page + 1}/{shots.length}
      </span>
      <span className="sr-only" role="status">
        {t.carouselAt(page + 1, shots.length)}
      </span>
      <Turn label={t.previousMedium} icon={ChevronLeft} ends={page === 0} onPress={() => to(page - 1)} />
      <Turn
        label={t.nextMedium}
        icon={ChevronRight}
        ends={page === shots.length - 1}
        onPress={() => to(page + 1)}
      />
      {props.dots && (
        <span className={styles.dots} aria-hidden>
          {shots.map((each, index) => (
            <i key={each.medium.asset} data-on={index === page || undefined} />
          ))}
        </span>
      )}
    </div>
  );
}

/** At an end it stays, without effect: the focus of who pages by keys must not fall out. */
function Turn(props: { label: string; icon: typeof ChevronLeft; ends: boolean; onPress: () => void }) {
  const Icon = props.icon;
  return (
    <Button
      className={styles.turn ?? ""}
      aria-label={props.label}
      aria-disabled={props.ends || undefined}
      onPress={props.onPress}
    >
      <Icon size={16} strokeWidth={2.2} aria-hidden />
    </Button>
  );
}
