import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { type IconType, STROKE } from "./icon";
import styles from "./SegmentedControl.module.css";

export type Segment<V extends string> = { value: V; label: string; icon?: IconType; iconOnly?: boolean };

/** One of a few, all in sight. */
export function SegmentedControl<V extends string>(props: {
  label: string;
  segments: readonly Segment<V>[];
  value: V;
  onChange: (value: V) => void;
}) {
  return (
    <ToggleButtonGroup
      aria-label={props.label}
      className={styles.group ?? ""}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[props.value]}
      onSelectionChange={(keys) => {
        const chosen = props.segments.find((segment) => keys.has(segment.value));
        if (chosen) props.onChange(chosen.value);
      }}
    >
      {props.segments.map(({ value, label, icon: Icon, iconOnly }) => (
        <ToggleButton
          key={value}
          id={value}
          className={styles.item ?? ""}
          {...(iconOnly ? { "aria-label": label } : {})}
        >
          {Icon && <Icon size={14} strokeWidth={STROKE} aria-hidden />}
          {!iconOnly && label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
