import { Link, useNavigate } from "@tanstack/react-router";
import { CircleAlert, HardDrive, KeyRound, Pause, Plus, WifiOff } from "lucide-react";
import { Button } from "react-aria-components";
import { PLACES } from "@/app/places";
import { useAccounts } from "@/features/account/useAccounts";
import { openAlts } from "@/features/media/openAlts";
import { Glyph } from "@/features/network/Glyph";
import { openDrafts } from "@/features/post/openDrafts";
import { useCreatePost } from "@/features/post/usePosts";
import { useStudio } from "@/features/studio/useStudio";
import type { Account } from "@/ipc";
import { STROKE } from "@/kit/icon";
import { Kbd } from "@/kit/Kbd";
import { fileSize } from "@/kit/size";
import { useLang, useText } from "@/text/context";
import { shell } from "@/text/shell";
import { ClientSwitcher } from "./ClientSwitcher";
import { Mark } from "./Mark";
import styles from "./Shell.module.css";
import { Troubled } from "./Troubled";

/** Below this the sidebar says how little room is left. */
const LOW_SPACE_BYTES = 2_000_000_000;

export function Sidebar({ folded }: { folded: boolean }) {
  const t = useText(shell);
  const studio = useStudio();
  const accounts = useAccounts();
  const navigate = useNavigate();
  const create = useCreatePost();
  const newPost = () =>
    create.mutate(undefined, {
      onSuccess: (post) => navigate({ to: "/compose", search: { post: post.id } }),
    });
  return (
    <aside className={styles.side} aria-label={t.sidebar} data-region>
      <div className={styles.top} data-tauri-drag-region>
        <Mark />
      </div>
      <ClientSwitcher />
      <Button
        className={styles.new ?? ""}
        onPress={newPost}
        aria-keyshortcuts="N"
        {...(folded ? { "aria-label": t.newPost } : {})}
      >
        <Plus size={16} strokeWidth={2.2} aria-hidden />
        <span className={styles.newWords}>{t.newPost}</span>
        <Kbd inverse>N</Kbd>
      </Button>
      <nav className={styles.nav} aria-label={t.places}>
        {PLACES.filter((place) => !place.foot).map((place) => (
          <PlaceLink key={place.path} place={place} figure={place.label === "queue" ? studio.waiting : 0} />
        ))}
      </nav>
      <h2 className={styles.heading}>{t.accounts}</h2>
      <AccountLines accounts={accounts} />
      <div className={styles.foot}>
        <nav className={styles.nav} aria-label={t.settings}>
          {PLACES.filter((place) => place.foot).map((place) => (
            <PlaceLink key={place.path} place={place} figure={0} />
          ))}
        </nav>
        <Troubled />
        <Unsaved />
        <SyncLine />
      </div>
    </aside>
  );
}

function PlaceLink({ place, figure }: { place: (typeof PLACES)[number]; figure: number }) {
  const t = useText(shell);
  const Icon = place.icon;
  return (
    <Link to={place.path} className={styles.place ?? ""} title={t[place.label]}>
      <Icon size={16} strokeWidth={STROKE} aria-hidden />
      <span className={styles.placeWords}>{t[place.label]}</span>
      {figure > 0 && <span className={`${styles.figure} num`}>{figure}</span>}
    </Link>
  );
}

function AccountLines({ accounts }: { accounts: readonly Account[] }) {
  const t = useText(shell);
  const connections = PLACES.find((place) => place.label === "connections");
  if (accounts.length === 0) return <p className={styles.none}>{t.noAccount}</p>;
  return (
    <ul>
      {accounts.map((account) => {
        const line = (
          <>
            <Glyph network={account.network} />
            <span className={styles.handle}>{account.handle}</span>
            {account.state === "reconnect" && (
              <KeyRound
                className={styles.care}
                size={13}
                strokeWidth={STROKE}
                role="img"
                aria-label={t.accountReconnect}
              />
            )}
            {account.state === "paused" && (
              <Pause size={13} strokeWidth={STROKE} role="img" aria-label={t.accountPaused} />
            )}
          </>
        );
        return (
          <li key={account.id}>
            {connections ? (
              <Link
                to={connections.path}
                className={styles.account ?? ""}
                title={`${account.handle}, ${account.state_label}`}
              >
                {line}
              </Link>
            ) : (
              <span className={styles.account}>{line}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** What the disk refused when its screen was left: it is tried again, and found here. */
function Unsaved() {
  const t = useText(shell);
  const navigate = useNavigate();
  const posts = openDrafts.useLeft();
  const alts = openAlts.useLeft();
  const [post] = posts;
  const [alt] = alts;
  return (
    <>
      {post && (
        <UnsavedLine
          words={t.unsaved(posts.length)}
          onPress={() => navigate({ to: "/compose", search: { post: post.getState().id } })}
        />
      )}
      {alt && (
        <UnsavedLine
          words={t.altUnsaved(alts.length)}
          onPress={() => navigate({ to: "/library", search: { item: alt.getState().id } })}
        />
      )}
    </>
  );
}

function UnsavedLine({ words, onPress }: { words: string; onPress: () => void }) {
  return (
    <Button className={styles.sync ?? ""} data-tone="warn" onPress={onPress}>
      <CircleAlert size={13} strokeWidth={STROKE} aria-hidden />
      <span className={styles.syncWords}>{words}</span>
    </Button>
  );
}

/** One honest line about storage and network. */
function SyncLine() {
  const t = useText(shell);
  const lang = useLang();
  const { online, waiting, data_folder_free_bytes: free, queue_paused, hold } = useStudio();
  const low = free !== null && free < LOW_SPACE_BYTES;
  const [Icon, words] = low
    ? ([HardDrive, t.lowSpace(fileSize(lang, free))] as const)
    : hold
      ? ([CircleAlert, t.held] as const)
      : online === false
        ? ([WifiOff, waiting > 0 ? t.offlineWaiting(waiting) : t.offline] as const)
        : queue_paused
          ? ([Pause, t.paused] as const)
          : ([HardDrive, t.allHere] as const);
  return (
    <div
      className={styles.sync}
      data-tone={low || hold ? "warn" : undefined}
      title={free === null ? undefined : t.freeSpace(fileSize(lang, free))}
    >
      <Icon size={13} strokeWidth={STROKE} aria-hidden />
      <span className={styles.syncWords}>{words}</span>
    </div>
  );
}
