import type { ReactNode } from "react";
import styles from "./Inspector.module.css";

/** The right column that tells about what is selected. Under 1180 px it goes below the list. */
export function Inspector({ label, children }: { label: string; children: ReactNode }) {
  return (
    <aside className={styles.inspector} aria-label={label} data-region>
      {children}
    </aside>
  );
}

export function InspectorGroup({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <section className={styles.group} {...(title ? { "aria-label": title } : {})}>
      {title && <h3>{title}</h3>}
      {children}
    </section>
  );
}

/** Names and values, one pair a line. */
export function InspectorFacts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl>
      {facts.map(([name, value]) => (
        <div key={name} className={styles.pair}>
          <dt>{name}</dt>
          <dd className="num">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
