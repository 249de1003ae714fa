import { useState } from "react";
import { Glyph } from "@/features/network/Glyph";
import { type Account, mediaUrl, type NetworkId } from "@/ipc";
import styles from "./Avatar.module.css";

/** Who: the account's picture or initials, with the network as a badge. Drawn only; the name stands beside it. */
export function Avatar(props: {
  account: Pick<Account, "id" | "has_avatar" | "display_name" | "handle" | "network">;
  size?: number;
  badge?: boolean;
}) {
  const { account, size = 32, badge = true } = props;
  // A picture that went with the cache is no hole: the initials stand for it until the next test.
  const [lost, setLost] = useState<string | null>(null);
  return (
    <span className={styles.avatar} style={{ width: size, height: size }} aria-hidden>
      {account.has_avatar && lost !== account.id ? (
        <img
          className={styles.picture}
          src={mediaUrl("avatar", account.id)}
          alt=""
          onError={() => setLost(account.id)}
        />
      ) : (
        <span className={styles.picture} style={{ fontSize: Math.round(size * 0.36) }}>
          {initials(account.display_name || account.handle)}
        </span>
      )}
      {badge && <NetworkBadge network={account.network} />}
    </span>
  );
}

export function NetworkBadge({ network }: { network: NetworkId }) {
  return (
    <span className={styles.badge}>
      <Glyph network={network} size={10} />
    </span>
  );
}

/** Up to two initials: "Atelier Brume" is AB. */
export function initials(name: string): string {
  const words = name
    .replace(/^@/, "")
    .split(/[\s._-]+/)
    .filter(Boolean);
  const letters = words.slice(0, 2).map((word) => [...word][0] ?? "");
  return letters.join("").toUpperCase() || "?";
}
