import { Avatar, initials } from "@/features/account/Avatar";
import { cx } from "@/kit/classes";
import type { CardProps } from "./card";
import styles from "./cards.module.css";

/** The account's picture as the network shows it. */
export function Face({
  account,
  name,
  size,
  square,
}: Pick<CardProps, "account" | "name"> & { size: number; square?: boolean }) {
  return (
    <span className={cx(styles.face, square && styles.square)} style={{ width: size, height: size }}>
      {account ? (
        <Avatar account={account} size={size} badge={false} />
      ) : (
        <span className={styles.initials}>{initials(name)}</span>
      )}
    </span>
  );
}
