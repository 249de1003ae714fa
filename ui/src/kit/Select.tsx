import { Check, ChevronsUpDown } from "lucide-react";
import {
  Select as AriaSelect,
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
  Text,
} from "react-aria-components";
import { cx } from "./classes";
import layer from "./layer.module.css";
import styles from "./Select.module.css";

export type Option<V extends string> = { value: V; label: string; hint?: string };

/** One of many, behind a button. */
export function Select<V extends string>(props: {
  label: string;
  labelHidden?: boolean;
  options: readonly Option<V>[];
  value: V;
  onChange: (value: V) => void;
  hint?: string;
  isDisabled?: boolean;
  className?: string;
}) {
  return (
    <AriaSelect
      className={cx(styles.select, props.labelHidden && styles.quiet, props.className)}
      value={props.value}
      onChange={(key) => {
        const chosen = props.options.find((option) => option.value === key);
        if (chosen) props.onChange(chosen.value);
      }}
      isDisabled={props.isDisabled ?? false}
      {...(props.labelHidden ? { "aria-label": props.label } : {})}
    >
      {!props.labelHidden && <Label className={styles.label ?? ""}>{props.label}</Label>}
      <Button className={styles.button ?? ""}>
        <SelectValue className={styles.value ?? ""}>{({ selectedText }) => selectedText}</SelectValue>
        <ChevronsUpDown size={14} aria-hidden />
      </Button>
      {props.hint && (
        <Text slot="description" className={styles.hint ?? ""}>
          {props.hint}
        </Text>
      )}
      <Popover data-layer className={layer.popover ?? ""} offset={6}>
        <ListBox className={layer.menu ?? ""}>
          {props.options.map((option) => (
            <ListBoxItem
              key={option.value}
              id={option.value}
              textValue={option.label}
              className={layer.item ?? ""}
            >
              <span className={layer.itemText}>
                {option.label}
                {option.hint && <span className={layer.itemHint}>{option.hint}</span>}
              </span>
              <Check className={layer.tick} size={14} strokeWidth={2.4} aria-hidden />
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
