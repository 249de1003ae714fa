import { useClockRight } from "@/features/publication/usePublications";
import type { Hold } from "@/ipc";
import { Button } from "@/kit/Button";
import { useText } from "@/text/context";
import { queue } from "@/text/queue";
import styles from "./Queue.module.css";

/** A clock that can't be trusted holds everything back: by how much, and the one way on. */
export function HoldNote({ hold }: { hold: Hold }) {
  const t = useText(queue);
  const right = useClockRight();
  return (
    <div role="alert" className={styles.hold}>
      <p>{`${hold.error.message} ${t.heldHelp}`}</p>
      <Button size="sm" look="primary" isDisabled={right.isPending} onPress={() => right.mutate()}>
        {t.clockRight}
      </Button>
    </div>
  );
}
