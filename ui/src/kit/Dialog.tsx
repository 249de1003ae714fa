import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { cx } from "./classes";
import { IconButton } from "./IconButton";
import styles from "./layer.module.css";

export type DialogProps = {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  /** The name of the cross. */
  closeLabel: string;
  size?: "normal" | "wide";
  /** `alertdialog` for what can't come back. */
  role?: "dialog" | "alertdialog";
  footer?: ReactNode;
  children: ReactNode;
};

/** Rare: for what leaves the machine, cannot come back, or needs the whole attention. */
export function Dialog({
  title,
  isOpen,
  onClose,
  closeLabel,
  size = "normal",
  role = "dialog",
  footer,
  children,
}: DialogProps) {
  return (
    <ModalOverlay
      data-layer
      className={styles.overlay ?? ""}
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable
    >
      <Modal className={cx(styles.dialog, size === "wide" && styles.wide)}>
        <AriaDialog role={role} className={styles.dialogBody ?? ""}>
          <div className={styles.dialogHead}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <IconButton label={closeLabel} icon={X} onPress={onClose} />
          </div>
          <div className={styles.dialogMain}>{children}</div>
          {footer && <div className={styles.dialogFoot}>{footer}</div>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** A panel from the right: what the inspector becomes in a narrow window. */
export function Drawer(props: { label: string; isOpen: boolean; onClose: () => void; children: ReactNode }) {
  return (
    <ModalOverlay
      data-layer
      className={cx(styles.overlay, styles.drawerOverlay)}
      isOpen={props.isOpen}
      onOpenChange={(open) => !open && props.onClose()}
      isDismissable
    >
      <Modal className={styles.drawer ?? ""}>
        <AriaDialog aria-label={props.label} className={styles.dialogBody ?? ""}>
          {props.children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
