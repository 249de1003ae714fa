import { Button as AriaButton, type ButtonProps as AriaProps, TooltipTrigger } from "react-aria-components";
import styles from "./Button.module.css";
import { cx } from "./classes";
import { type IconType, STROKE } from "./icon";
import { Tooltip } from "./Tooltip";

export type IconButtonProps = Omit<AriaProps, "children" | "className" | "style" | "aria-label"> & {
  label: string;
  shortcut?: string;
  icon: IconType;
  look?: "plain" | "ghost";
  size?: "sm" | "md";
  className?: string;
};

/** A lone icon always has a name and a tooltip. */
export function IconButton({
  label,
  shortcut,
  icon: Icon,
  look = "ghost",
  size = "md",
  className,
  ...rest
}: IconButtonProps) {
  return (
    <TooltipTrigger delay={500}>
      <AriaButton
        {...rest}
        aria-label={label}
        className={cx(styles.button, styles.icon, styles[look], size === "sm" && styles.sm, className)}
      >
        <Icon size={size === "sm" ? 14 : 16} strokeWidth={STROKE} aria-hidden />
      </AriaButton>
      <Tooltip text={label} shortcut={shortcut} />
    </TooltipTrigger>
  );
}
