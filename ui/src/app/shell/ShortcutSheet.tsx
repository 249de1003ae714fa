import { shown, useShortcutRegistry } from "@/app/shortcuts";
import { Dialog } from "@/kit/Dialog";
import { Kbd } from "@/kit/Kbd";
import { useText } from "@/text/context";
import { shell } from "@/text/shell";
import styles from "./Shell.module.css";

/** Every shortcut that works now. */
export function ShortcutSheet(props: { isOpen: boolean; onClose: () => void; mac: boolean }) {
  const t = useText(shell);
  const sets = useShortcutRegistry((state) => state.sets);
  return (
    <Dialog title={t.shortcuts} closeLabel={t.close} isOpen={props.isOpen} onClose={props.onClose}>
      <dl className={styles.keys}>
        {[...sets.values()].flat().map((shortcut) => (
          <div key={shortcut.keys}>
            <dt>{shortcut.label}</dt>
            <dd>
              <Kbd spoken>{shown(shortcut.keys, props.mac)}</Kbd>
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
