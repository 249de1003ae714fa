import type { ReactNode } from "react";
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from "react-aria-components";
import styles from "./Tabs.module.css";

export type TabItem<V extends string> = { value: V; label: string; name?: string; glyph?: ReactNode };

/** Tabs over one panel: what it shows is the caller's, and it stays mounted when another tab is chosen. */
export function Tabs<V extends string>(props: {
  label: string;
  tabs: readonly TabItem<V>[];
  value: V;
  onChange: (value: V) => void;
  /** Stands at the end of the row of tabs. */
  end?: ReactNode;
  children: ReactNode;
}) {
  return (
    <AriaTabs
      selectedKey={props.value}
      onSelectionChange={(key) => {
        const chosen = props.tabs.find((tab) => tab.value === key);
        if (chosen) props.onChange(chosen.value);
      }}
    >
      <div className={styles.row}>
        <TabList aria-label={props.label} className={styles.list ?? ""}>
          {props.tabs.map((tab) => (
            <Tab
              key={tab.value}
              id={tab.value}
              className={styles.tab ?? ""}
              {...(tab.name ? { "aria-label": tab.name } : {})}
            >
              {tab.glyph}
              {tab.label}
            </Tab>
          ))}
        </TabList>
        {props.end}
      </div>
      <TabPanel id={props.value}>{props.children}</TabPanel>
    </AriaTabs>
  );
}
