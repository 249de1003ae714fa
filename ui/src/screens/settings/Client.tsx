import { useState } from "react";
import { useRenameWorkspace } from "@/features/studio/useSettings";
import { useStudio } from "@/features/studio/useStudio";
import { Field } from "@/kit/Field";
import { Select } from "@/kit/Select";
import { zoneCity } from "@/kit/time";
import { useText } from "@/text/context";
import { settings } from "@/text/settings";
import { shell } from "@/text/shell";
import { Group } from "./Group";

/** The client on screen: name, zone of the posts, language of the texts. */
export function Client() {
  const t = useText(settings);
  const words = useText(shell);
  const { workspace, zones } = useStudio();
  const rename = useRenameWorkspace();
  const [typed, setTyped] = useState<string | null>(null);
  const save = () => {
    const name = typed?.trim();
    if (!name || name === workspace.name) return setTyped(null);
    // Why no longer than until it is saved: when that is taken back, the field says so.
    const onSuccess = () => setTyped((now) => (now?.trim() === name ? null : now));
    rename.mutate({ id: workspace.id, name }, { onSuccess });
  };
  return (
    <Group title={t.client}>
      <Field
        label={t.clientName}
        value={typed ?? workspace.name}
        onChange={setTyped}
        onBlur={save}
        onSubmit={save}
        onEscape={() => setTyped(null)}
      />
      <Select
        label={t.zone}
        hint={t.zoneHelp}
        value={workspace.zone}
        onChange={(zone) => rename.mutate({ id: workspace.id, zone })}
        options={zones.map((zone) => ({ value: zone, label: zoneCity(zone), hint: zone }))}
      />
      <Select
        label={words.clientLang}
        hint={t.clientLangHelp}
        value={workspace.lang}
        onChange={(lang) => rename.mutate({ id: workspace.id, lang })}
        options={[
          { value: "fr", label: words.french },
          { value: "en", label: words.english },
        ]}
      />
    </Group>
  );
}
