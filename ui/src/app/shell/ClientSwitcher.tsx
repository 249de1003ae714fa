import { ChevronsUpDown, Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "react-aria-components";
import { initials } from "@/features/account/Avatar";
import { useCreateWorkspace, useOpenWorkspace, useStudio } from "@/features/studio/useStudio";
import { errorOf } from "@/ipc";
import { Button as KitButton } from "@/kit/Button";
import { Dialog } from "@/kit/Dialog";
import { Field } from "@/kit/Field";
import { Menu } from "@/kit/Menu";
import { Select } from "@/kit/Select";
import { zoneCity } from "@/kit/time";
import { useText } from "@/text/context";
import type { Lang } from "@/text/messages";
import { shell } from "@/text/shell";
import styles from "./Shell.module.css";

/** Whose world is on screen, and the way to another. */
export function ClientSwitcher() {
  const t = useText(shell);
  const { workspaces, workspace } = useStudio();
  const open = useOpenWorkspace();
  const [making, setMaking] = useState(false);
  return (
    <>
      <Menu
        label={t.switchClient}
        trigger={
          <Button className={styles.client ?? ""}>
            <span className="sr-only">{t.switchClient}</span>
            <span className={styles.clientPicture} aria-hidden>
              {initials(workspace.name)}
            </span>
            <span className={styles.clientWords}>
              <span className={styles.clientName}>{workspace.name}</span>
              <span className={styles.clientPlace}>{zoneCity(workspace.zone)}</span>
            </span>
            <ChevronsUpDown size={14} aria-hidden />
          </Button>
        }
        groups={[
          {
            id: "clients",
            heading: t.clients,
            items: workspaces.map((each, index) => ({
              id: each.id,
              label: each.name,
              hint: zoneCity(each.zone),
              selected: each.id === workspace.id,
              ...(index < 9 ? { shortcut: `Ctrl ${index + 1}` } : {}),
              onAction: () => each.id !== workspace.id && open.mutate(each.id),
            })),
          },
          {
            id: "new",
            items: [{ id: "new", label: t.newClient, icon: Plus, onAction: () => setMaking(true) }],
          },
        ]}
      />
      {making && <NewClient onClose={() => setMaking(false)} />}
    </>
  );
}

function NewClient({ onClose }: { onClose: () => void }) {
  const t = useText(shell);
  const studio = useStudio();
  const create = useCreateWorkspace();
  const [name, setName] = useState("");
  const [zone, setZone] = useState(studio.zone);
  const [lang, setLang] = useState<Lang>(studio.lang);
  const make = () => name.trim() && create.mutate({ name: name.trim(), zone, lang }, { onSuccess: onClose });
  return (
    <Dialog
      title={t.newClient.replace("…", "")}
      closeLabel={t.close}
      isOpen
      onClose={onClose}
      footer={
        <>
          <KitButton look="ghost" onPress={onClose}>
            {t.cancel}
          </KitButton>
          <KitButton look="primary" isDisabled={!name.trim() || create.isPending} onPress={make}>
            {t.createClient}
          </KitButton>
        </>
      }
    >
      <div className={styles.form}>
        <Field
          label={t.clientName}
          value={name}
          onChange={setName}
          onSubmit={make}
          autoFocus
          error={create.error ? errorOf(create.error).message : null}
        />
        <Select
          label={t.clientZone}
          value={zone}
          onChange={setZone}
          options={studio.zones.map((each) => ({ value: each, label: zoneCity(each), hint: each }))}
        />
        <Select
          label={t.clientLang}
          value={lang}
          onChange={setLang}
          options={[
            { value: "fr", label: t.french },
            { value: "en", label: t.english },
          ]}
        />
      </div>
    </Dialog>
  );
}
