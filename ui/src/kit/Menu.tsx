import { Check } from "lucide-react";
import type { ReactNode } from "react";
import {
  Menu as AriaMenu,
  Popover as AriaPopover,
  Header,
  MenuItem,
  MenuSection,
  MenuTrigger,
  Separator,
} from "react-aria-components";
import { cx } from "./classes";
import { type IconType, STROKE } from "./icon";
import { Kbd } from "./Kbd";
import styles from "./layer.module.css";

export type Item = {
  id: string;
  label: string;
  hint?: string;
  icon?: IconType;
  /** A drawing of another kind than an icon: an avatar, a network's glyph. */
  glyph?: ReactNode;
  shortcut?: string;
  danger?: boolean;
  disabled?: boolean;
  selected?: boolean;
  onAction: () => void;
};
export type Group = { id: string; heading?: string; items: readonly Item[] };

/** Actions under a trigger (a Button or IconButton). */
export function Menu(props: {
  label: string;
  trigger: ReactNode;
  groups: readonly Group[];
  placement?: "bottom start" | "bottom end" | "top start" | "top end";
}) {
  const groups = props.groups.filter((group) => group.items.length > 0);
  return (
    <MenuTrigger>
      {props.trigger}
      <AriaPopover
        data-layer
        className={styles.popover ?? ""}
        placement={props.placement ?? "bottom start"}
        offset={6}
      >
        <AriaMenu aria-label={props.label} className={styles.menu ?? ""}>
          {groups.map((group, index) => [
            index > 0 && <Separator key={`${group.id}-line`} className={styles.separator ?? ""} />,
            <MenuSection key={group.id} {...(group.heading ? {} : { "aria-label": props.label })}>
              {group.heading && <Header className={styles.heading ?? ""}>{group.heading}</Header>}
              {group.items.map((item) => (
                <Entry key={item.id} item={item} />
              ))}
            </MenuSection>,
          ])}
        </AriaMenu>
      </AriaPopover>
    </MenuTrigger>
  );
}

function Entry({ item }: { item: Item }) {
  const Icon = item.icon;
  return (
    <MenuItem
      id={item.id}
      textValue={item.label}
      className={cx(styles.item, item.danger && styles.danger)}
      isDisabled={item.disabled ?? false}
      onAction={item.onAction}
    >
      {Icon && <Icon size={15} strokeWidth={STROKE} aria-hidden />}
      {item.glyph}
      <span className={styles.itemText}>
        {item.label}
        {item.hint && <span className={styles.itemHint}>{item.hint}</span>}
      </span>
      {item.selected && <Check size={14} strokeWidth={2.4} aria-hidden />}
      {item.shortcut && <Kbd>{item.shortcut}</Kbd>}
    </MenuItem>
  );
}
