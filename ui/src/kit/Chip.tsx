import type { ReactNode } from "react";
import { ToggleButton } from "react-aria-components";
import styles from "./Chip.module.css";
import { cx } from "./classes";
import type { IconType } from "./icon";

export type Tone = "neutral" | "ok" | "warn" | "bad" | "signal" | "line";

/** A small state in words; the icon goes with the words, never instead of them. */
export function Chip(props: { tone?: Tone; size?: "sm" | "md"; icon?: IconType; children: ReactNode }) {
  const { tone = "neutral", size = "md", icon: Icon } = props;
  return (
    <span className={cx(styles.chip, tone !== "neutral" && styles[tone], size === "sm" && styles.sm)}>
      {Icon && <Icon size={13} strokeWidth={2.2} aria-hidden />}
      {props.children}
    </span>
  );
}

/** A filter that is on or off. */
export function FilterChip(props: { label: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <ToggleButton
      className={cx(styles.chip, styles.line, styles.filter)}
      isSelected={props.on}
      onChange={props.onChange}
    >
      {props.label}
    </ToggleButton>
  );
}
