import type { ReactNode } from "react";
import { FieldError, Input, Label, Text, TextArea, TextField } from "react-aria-components";
import { cx } from "./classes";
import styles from "./Field.module.css";
import { type IconType, STROKE } from "./icon";

export type FieldProps = {
  label: string;
  /** The name is spoken but not drawn. */
  labelHidden?: boolean;
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  onSubmit?: () => void;
  /** Escape: what was typed is not wanted. */
  onEscape?: () => void;
  type?: "text" | "password" | "url" | "search" | "email";
  placeholder?: string;
  hint?: ReactNode;
  /** What is wrong, in words. Its presence marks the field. */
  error?: string | null;
  icon?: IconType;
  rows?: number;
  /** Language of what is typed, for spelling and speech. */
  lang?: string;
  isRequired?: boolean;
  isDisabled?: boolean;
  autoFocus?: boolean;
  autoComplete?: string;
  className?: string;
};

/** One line, or several with `rows`. */
export function Field({
  label,
  labelHidden,
  hint,
  error,
  icon: Icon,
  rows,
  placeholder,
  className,
  ...rest
}: FieldProps) {
  const {
    value,
    onChange,
    onBlur,
    onSubmit,
    onEscape,
    type = "text",
    lang,
    isRequired,
    isDisabled,
    autoFocus,
    autoComplete,
  } = rest;
  return (
    <TextField
      className={cx(styles.field, labelHidden && styles.quiet, className)}
      value={value}
      onChange={onChange}
      type={type}
      isInvalid={Boolean(error)}
      {...(onBlur ? { onBlur } : {})}
      {...(labelHidden ? { "aria-label": label } : {})}
      {...(isRequired ? { isRequired } : {})}
      {...(isDisabled ? { isDisabled } : {})}
      {...(autoFocus ? { autoFocus } : {})}
      {...(autoComplete ? { autoComplete } : {})}
    >
      {!labelHidden && <Label className={styles.label ?? ""}>{label}</Label>}
      <div className={styles.frame}>
        {Icon && <Icon size={15} strokeWidth={STROKE} aria-hidden />}
        {rows ? (
          <TextArea
            className={cx(styles.input, styles.area)}
            rows={rows}
            placeholder={placeholder}
            lang={lang}
          />
        ) : (
          <Input
            className={styles.input ?? ""}
            placeholder={placeholder}
            lang={lang}
            onKeyDown={(event) => {
              if (event.nativeEvent.isComposing) return;
              if (event.key === "Enter") onSubmit?.();
              if (event.key === "Escape") onEscape?.();
            }}
          />
        )}
      </div>
      {hint && (
        <Text slot="description" className={styles.hint ?? ""}>
          {hint}
        </Text>
      )}
      <FieldError className={styles.error ?? ""}>{error}</FieldError>
    </TextField>
  );
}
