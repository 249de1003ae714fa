import { FolderOpen } from "lucide-react";
import { useRevealPath, useSetSettings } from "@/features/studio/useSettings";
import type { Settings } from "@/ipc";
import { Button } from "@/kit/Button";
import { Select } from "@/kit/Select";
import { fileSize } from "@/kit/size";
import { useLang, useText } from "@/text/context";
import { settings } from "@/text/settings";
import { Group } from "./Group";
import { withCurrent } from "./offered";
import styles from "./Settings.module.css";

const GB = 1_000_000_000;
const CACHE_GB = [2, 5, 10, 20, 50, 100] as const;

/** Where files lie, and how much room they take. */
export function Media({ values }: { values: Settings }) {
  const t = useText(settings);
  const lang = useLang();
  const set = useSetSettings();
  const reveal = useRevealPath();
  return (
    <Group title={t.media}>
      <Select
        label={t.cache}
        hint={t.cacheHelp(fileSize(lang, values.cache_bytes))}
        value={String(values.cache_max_bytes / GB)}
        onChange={(gigabytes) => set.mutate({ cache_max_bytes: Number(gigabytes) * GB })}
        options={withCurrent(CACHE_GB, values.cache_max_bytes / GB).map((gigabytes) => ({
          value: String(gigabytes),
          label: fileSize(lang, gigabytes * GB),
        }))}
      />
      <div className={styles.pair}>
        <span>
          {t.folder}
          <span className={styles.path} data-selectable>
            {values.data_folder}
          </span>
        </span>
        <Button size="sm" icon={FolderOpen} onPress={() => reveal.mutate(values.data_folder)}>
          {t.show}
        </Button>
      </div>
    </Group>
  );
}
