import { Switch as AriaSwitch } from "react-aria-components";
import styles from "./Switch.module.css";

/** On or off, at once. */
export function Switch(props: {
  label: string;
  hint?: string;
  on: boolean;
  onChange: (on: boolean) => void;
  isDisabled?: boolean;
}) {
  return (
    <AriaSwitch
      className={styles.switch ?? ""}
      isSelected={props.on}
      onChange={props.onChange}
      isDisabled={props.isDisabled ?? false}
    >
      <span className={styles.text}>
        {props.label}
        {props.hint && <span className={styles.hint}>{props.hint}</span>}
      </span>
      <span className={styles.track}>
        <span className={styles.thumb} />
      </span>
    </AriaSwitch>
  );
}
