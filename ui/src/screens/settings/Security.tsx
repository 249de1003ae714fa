import { Check, X } from "lucide-react";
import { useStudio } from "@/features/studio/useStudio";
import { STROKE } from "@/kit/icon";
import { useText } from "@/text/context";
import { settings } from "@/text/settings";
import { Group } from "./Group";
import styles from "./Settings.module.css";

/** The keychain and the helpers that were found. */
export function Security() {
  const t = useText(settings);
  const { vault, tools } = useStudio();
  return (
    <Group title={t.security}>
      <div className={styles.pair}>
        <span>
          {t.vault}
          <span className={styles.path} role="status">
            {vault.trouble ? `${vault.trouble.message} ${vault.trouble.fix}` : t.vaults[vault.state]}
          </span>
        </span>
      </div>
      {tools.length > 0 && (
        <ul className={styles.tools} aria-label={t.tools}>
          {tools.map((tool) => (
            <li key={tool.name}>
              {tool.found ? (
                <Check size={15} strokeWidth={2.2} aria-label={t.found} />
              ) : (
                <X size={15} strokeWidth={STROKE} aria-label={t.missing} />
              )}
              {tool.name}
              <span className={styles.path}>{tool.purpose}</span>
            </li>
          ))}
        </ul>
      )}
    </Group>
  );
}
