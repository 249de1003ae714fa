import type { ReactNode } from "react";
import { Popover as AriaPopover, Dialog, DialogTrigger } from "react-aria-components";
import { cx } from "./classes";
import styles from "./layer.module.css";

/** A small layer that belongs to `trigger` (a Button or IconButton). */
export function Popover(props: {
  label: string;
  trigger: ReactNode;
  placement?: "bottom start" | "bottom end" | "top start" | "top end" | "bottom" | "top";
  isOpen?: boolean;
  onOpenChange?: (open: boolean) => void;
  className?: string;
  children: ReactNode | ((close: () => void) => ReactNode);
}) {
  const { children } = props;
  return (
    <DialogTrigger
      {...(props.isOpen === undefined ? {} : { isOpen: props.isOpen })}
      {...(props.onOpenChange ? { onOpenChange: props.onOpenChange } : {})}
    >
      {props.trigger}
      <AriaPopover
        data-layer
        className={cx(styles.popover, props.className)}
        placement={props.placement ?? "bottom start"}
        offset={6}
      >
        <Dialog aria-label={props.label} className={styles.content ?? ""}>
          {({ close }) => (typeof children === "function" ? children(close) : children)}
        </Dialog>
      </AriaPopover>
    </DialogTrigger>
  );
}
