import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaProps } from "react-aria-components";
import styles from "./Button.module.css";
import { cx } from "./classes";
import { type IconType, STROKE } from "./icon";

export type ButtonProps = Omit<AriaProps, "children" | "className" | "style"> & {
  look?: "plain" | "primary" | "ghost" | "danger";
  size?: "sm" | "md" | "lg";
  icon?: IconType;
  className?: string;
  children?: ReactNode;
};

/** A button says its result. */
export function Button({
  look = "plain",
  size = "md",
  icon: Icon,
  className,
  children,
  ...rest
}: ButtonProps) {
  return (
    <AriaButton
      {...rest}
      className={cx(styles.button, styles[look], size !== "md" && styles[size], className)}
    >
      {Icon && <Icon size={size === "lg" ? 17 : size === "sm" ? 14 : 15} strokeWidth={STROKE} aria-hidden />}
      {children}
    </AriaButton>
  );
}
