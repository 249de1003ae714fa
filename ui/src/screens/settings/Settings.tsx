import { Check, FolderOpen, X } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { TitleBar } from "@/app/shell/TitleBar";
import {
  useRenameWorkspace,
  useRevealPath,
  useSetSettings,
  useSettings,
} from "@/features/studio/useSettings";
import { useStudio } from "@/features/studio/useStudio";
import type { Settings as Values } from "@/ipc";
import { Button } from "@/kit/Button";
import { Field } from "@/kit/Field";
import { STROKE } from "@/kit/icon";
import { SegmentedControl } from "@/kit/SegmentedControl";
import { Select } from "@/kit/Select";
import { Switch } from "@/kit/Switch";
import { fileSize } from "@/kit/size";
import { zoneCity } from "@/kit/time";
import { useLang, useText } from "@/text/context";
import { settings } from "@/text/settings";
import { shell } from "@/text/shell";
import styles from "./Settings.module.css";

const GB = 1_000_000_000;
const CACHE_GB = [2, 5, 10, 20, 50, 100] as const;
const GRACE_MINUTES = [5, 15, 30, 60, 180] as const;

/** Every setting, at once and in one column. */
export function Settings() {
  const t = useText(settings);
  const values = useSettings();
  return (
    <>
      <TitleBar>
        <h1>{t.title}</h1>
      </TitleBar>
      {values && (
        <div className={styles.page}>
          <General values={values} />
          <Client />
          <Publishing values={values} />
          <Media values={values} />
          <Security />
          <About />
        </div>
      )}
    </>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={styles.group} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

function General({ values }: { values: Values }) {
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

function Client() {
  const t = useText(settings);
  const { workspace, zones } = useStudio();
  const rename = useRenameWorkspace();
  const [name, setName] = useState(workspace.name);
  const save = () => {
    const wanted = name.trim();
    if (wanted && wanted !== workspace.name) rename.mutate({ id: workspace.id, name: wanted });
  };
  return (
    <Group title={t.client}>
      <Field label={t.clientName} value={name} onChange={setName} onBlur={save} onSubmit={save} />
      <Select
        label={t.zone}
        hint={t.zoneHelp}
        value={workspace.zone}
        onChange={(zone) => rename.mutate({ id: workspace.id, zone })}
        options={zones.map((zone) => ({ value: zone, label: zoneCity(zone), hint: zone }))}
      />
    </Group>
  );
}

function Publishing({ values }: { values: Values }) {
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

function Media({ values }: { values: Values }) {
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

function Security() {
  const t = useText(settings);
  const { vault, tools } = useStudio();
  return (
    <Group title={t.security}>
      <div className={styles.pair}>
        <span>
          {t.vault}
          <span className={styles.path} role="status">
            {vault.trouble ? `${vault.trouble.message} ${vault.trouble.fix}` : t.vaults[vault.state]}
          </span>
        </span>
      </div>
      {tools.length > 0 && (
        <ul className={styles.tools} aria-label={t.tools}>
          {tools.map((tool) => (
            <li key={tool.name}>
              {tool.found ? (
                <Check size={15} strokeWidth={2.2} aria-label={t.found} />
              ) : (
                <X size={15} strokeWidth={STROKE} aria-label={t.missing} />
              )}
              {tool.name}
              <span className={styles.path}>{tool.purpose}</span>
            </li>
          ))}
        </ul>
      )}
    </Group>
  );
}

function About() {
  const t = useText(settings);
  const { version } = useStudio();
  return (
    <Group title={t.about}>
      <p data-selectable>{t.version(version)}</p>
    </Group>
  );
}

/** The offered figures, with the one in force among them. */
function withCurrent(offered: readonly number[], current: number): number[] {
  return [...new Set([...offered, current])].sort((a, b) => a - b);
}
