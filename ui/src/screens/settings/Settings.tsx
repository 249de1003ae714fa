import { TitleBar } from "@/app/shell/TitleBar";
import { useSettings } from "@/features/studio/useSettings";
import { useStudio } from "@/features/studio/useStudio";
import { useText } from "@/text/context";
import { settings } from "@/text/settings";
import { Client } from "./Client";
import { General } from "./General";
import { Group } from "./Group";
import { Media } from "./Media";
import { Publishing } from "./Publishing";
import { Security } from "./Security";
import styles from "./Settings.module.css";

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

function About() {
  const t = useText(settings);
  const { version } = useStudio();
  return (
    <Group title={t.about}>
      <p data-selectable>{t.version(version)}</p>
    </Group>
  );
}
