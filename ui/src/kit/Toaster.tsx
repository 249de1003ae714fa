import { useEffect, useState } from "react";
import { Button } from "react-aria-components";
import { Kbd } from "./Kbd";
import styles from "./Toast.module.css";
import { TOAST_LIFE_MS, type Toast, useToasts } from "./toasts";

/** Where toasts appear: bottom centre, spoken politely. Without toasts it is no layer over the page. */
export function Toaster() {
  const toasts = useToasts((state) => state.toasts);
  return (
    // Why the mark: what a layer was used for is taken back by a toast while that layer is still open.
    <div className={toasts.length > 0 ? styles.stack : undefined} role="status" data-react-aria-top-layer>
      {toasts.map((toast) => (
        <Line key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function Line({ toast }: { toast: Toast }) {
  const drop = useToasts((state) => state.drop);
  const [held, setHeld] = useState(false);
  const Icon = toast.icon;
  // The clock is outside React; pointing at a toast or focusing it stops it.
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => drop(toast.id), TOAST_LIFE_MS);
    return () => clearTimeout(timer);
  }, [held, drop, toast.id]);
  return (
    <div
      className={styles.toast}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {Icon && <Icon size={16} strokeWidth={1.75} aria-hidden />}
      {toast.text}
      {toast.action && (
        <Button
          className={styles.action ?? ""}
          onPress={() => {
            toast.action?.run();
            drop(toast.id);
          }}
        >
          {toast.action.label}
          {toast.action.shortcut && <Kbd inverse>{toast.action.shortcut}</Kbd>}
        </Button>
      )}
    </div>
  );
}
