import { useSetSettings } from "@/features/studio/useSettings";
import type { Settings } from "@/ipc";
import { Select } from "@/kit/Select";
import { Switch } from "@/kit/Switch";
import { useText } from "@/text/context";
import { settings } from "@/text/settings";
import { Group } from "./Group";
import { withCurrent } from "./offered";

const GRACE_MINUTES = [5, 15, 30, 60, 180] as const;

/** When posts go out, and until when they are still on time. */
export function Publishing({ values }: { values: Settings }) {
  const t = useText(settings);
  const set = useSetSettings();
  return (
    <Group title={t.publishing}>
      <Switch
        label={t.background}
        hint={t.backgroundHelp}
        on={values.background}
        onChange={(background) => set.mutate({ background })}
      />
      <Select
        label={t.grace}
        hint={t.graceHelp}
        value={String(values.grace_minutes)}
        onChange={(minutes) => set.mutate({ grace_minutes: Number(minutes) })}
        options={withCurrent(GRACE_MINUTES, values.grace_minutes).map((minutes) => ({
          value: String(minutes),
          label: t.minutes(minutes),
        }))}
      />
    </Group>
  );
}
