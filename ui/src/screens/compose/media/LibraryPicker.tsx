import { useQuery } from "@tanstack/react-query";
import { Check, Search } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { ToggleButton } from "react-aria-components";
import { Thumb } from "@/features/media/Thumb";
import { call } from "@/ipc";
import { Button } from "@/kit/Button";
import { Dialog } from "@/kit/Dialog";
import { Field } from "@/kit/Field";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import styles from "./MediaTray.module.css";

const SHOWN_MAX = 120;

/** Chooses from what is in the library, the newest first. */
export function LibraryPicker({
  onPick,
  onClose,
}: {
  onPick: (assets: readonly string[]) => void;
  onClose: () => void;
}) {
  const t = useText(compose);
  const [search, setSearch] = useState("");
  const asked = useDeferredValue(search.trim());
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const list = { limit: SHOWN_MAX, ...(asked ? { search: asked } : {}) };
  const { data } = useQuery({
    queryKey: ["assets", "list", list],
    queryFn: () => call("asset_list", list),
    placeholderData: (before) => before,
  });
  const toggle = (id: string, on: boolean) =>
    setChosen(on ? [...chosen, id] : chosen.filter((each) => each !== id));
  return (
    <Dialog
      title={t.library}
      closeLabel={t.close}
      size="wide"
      isOpen
      onClose={onClose}
      footer={
        <Button
          look="primary"
          isDisabled={chosen.length === 0}
          onPress={() => {
            onPick(chosen);
            onClose();
          }}
        >
          {t.libraryAdd(chosen.length)}
        </Button>
      }
    >
      <Field
        label={t.library}
        labelHidden
        type="search"
        icon={Search}
        value={search}
        onChange={setSearch}
        autoFocus
      />
      <div className={styles.library}>
        {data?.assets.map((asset) => (
          <ToggleButton
            key={asset.id}
            className={styles.pick ?? ""}
            aria-label={asset.alt || asset.name}
            isSelected={chosen.includes(asset.id)}
            onChange={(on) => toggle(asset.id, on)}
          >
            <Thumb id={asset.id} kind={asset.info.kind} placeholder={asset.placeholder} isLazy />
            <span className={styles.tick}>
              <Check size={14} strokeWidth={2.6} aria-hidden />
            </span>
          </ToggleButton>
        ))}
      </div>
      {data?.assets.length === 0 && <p>{t.libraryEmpty}</p>}
    </Dialog>
  );
}
