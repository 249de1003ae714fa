import { useSetSettings } from "@/features/studio/useSettings";
import type { Settings } from "@/ipc";
import { SegmentedControl } from "@/kit/SegmentedControl";
import { Switch } from "@/kit/Switch";
import { useText } from "@/text/context";
import { settings } from "@/text/settings";
import { shell } from "@/text/shell";
import { Group } from "./Group";
import styles from "./Settings.module.css";

/** The window itself: its language, its colours, its keys. */
export function General({ values }: { values: Settings }) {
  const t = useText(settings);
  const words = useText(shell);
  const set = useSetSettings();
  return (
    <Group title={t.general}>
      <div className={styles.pair}>
        <span>{t.language}</span>
        <SegmentedControl
          label={t.language}
          value={values.lang}
          onChange={(lang) => set.mutate({ lang })}
          segments={[
            { value: "fr", label: words.french },
            { value: "en", label: words.english },
          ]}
        />
      </div>
      <div className={styles.pair}>
        <span>{t.theme}</span>
        <SegmentedControl
          label={t.theme}
          value={values.theme}
          onChange={(theme) => set.mutate({ theme })}
          segments={[
            { value: "system", label: t.themes.system },
            { value: "light", label: t.themes.light },
            { value: "dark", label: t.themes.dark },
          ]}
        />
      </div>
      <Switch
        label={t.letters}
        hint={t.lettersHelp}
        on={values.letter_shortcuts}
        onChange={(letter_shortcuts) => set.mutate({ letter_shortcuts })}
      />
    </Group>
  );
}
