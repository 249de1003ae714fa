import { Square } from "lucide-react";
import { useStopPreparing } from "@/features/media/useStopPreparing";
import { jobsOf, useAssetProgress } from "@/ipc";
import { Button } from "@/kit/Button";
import { useText } from "@/text/context";
import { library } from "@/text/library";
import styles from "./Library.module.css";

/** The work under way on an item, and its end before its time. */
export function AssetWork({ id }: { id: string }) {
  const t = useText(library);
  const progress = useAssetProgress(id);
  const stop = useStopPreparing();
  if (!progress) return null;
  return (
    <div className={styles.underWay}>
      <span className="num" role="status">
        {t.preparing(progress.done, progress.total)}
      </span>
      <Button size="sm" icon={Square} onPress={() => stop.mutate(jobsOf([id]))}>
        {t.stopPreparing}
      </Button>
    </div>
  );
}
