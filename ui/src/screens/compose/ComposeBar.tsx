import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Check, CircleAlert, Copy, Ellipsis, FolderOpen, Trash2 } from "lucide-react";
import { TitleBar } from "@/app/shell/TitleBar";
import { useDraft, useDraftState } from "@/features/post/DraftContext";
import { setTitle } from "@/features/post/edits";
import { useUndoToast } from "@/features/studio/useUndo";
import { call } from "@/ipc";
import { Chip } from "@/kit/Chip";
import { IconButton } from "@/kit/IconButton";
import { Menu } from "@/kit/Menu";
import { Popover } from "@/kit/Popover";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import styles from "./Compose.module.css";
import { FormatTabs } from "./FormatTabs";
import { PostPicker } from "./PostPicker";

export function ComposeBar({ focused }: { focused: boolean }) {
  const t = useText(compose);
  return (
    <TitleBar>
      <Title />
      <SavedChip />
      <span className={styles.space} data-tauri-drag-region />
      {!focused && <FormatTabs />}
      <Popover
        label={t.posts}
        placement="bottom end"
        trigger={<IconButton label={t.posts} icon={FolderOpen} />}
      >
        {(close) => <PostPicker onDone={close} />}
      </Popover>
      <MoreMenu />
    </TitleBar>
  );
}

/** The title is for lists; networks never see it. */
function Title() {
  const t = useText(compose);
  const draft = useDraft();
  const title = useDraftState((state) => state.draft.title);
  return (
    <div className={styles.titleField}>
      <h1 className="sr-only">{title || t.untitled}</h1>
      <span aria-hidden className={styles.sizer}>
        {title || t.untitled}
      </span>
      <input
        aria-label={t.title}
        placeholder={t.untitled}
        value={title}
        maxLength={200}
        onChange={(event) => draft.type(setTitle(event.currentTarget.value))}
      />
    </div>
  );
}

/** "Saved", unless it isn't. Spoken politely. */
function SavedChip() {
  const t = useText(compose);
  const { kind } = useDraftState((state) => state.save);
  return (
    <span role="status">
      {kind === "saved" && (
        <Chip tone="ok" icon={Check}>
          {t.saved}
        </Chip>
      )}
      {kind === "slow" && <Chip>{t.saving}</Chip>}
      {kind === "failed" && (
        <Chip tone="bad" icon={CircleAlert}>
          {t.notSaved}
        </Chip>
      )}
      {kind === "conflict" && (
        <Chip tone="bad" icon={CircleAlert}>
          {t.changedElsewhere}
        </Chip>
      )}
    </span>
  );
}

function MoreMenu() {
  const t = useText(compose);
  const draft = useDraft();
  const navigate = useNavigate();
  const undoable = useUndoToast();
  const duplicate = useMutation({
    mutationFn: async () => {
      await draft.flush();
      return call("post_duplicate", { id: draft.getState().id });
    },
    onSuccess: (post) => navigate({ to: "/compose", search: { post: post.id } }),
    meta: { failure: true },
  });
  const remove = useMutation({
    mutationFn: async () => {
      await draft.flush();
      return call("post_delete", { ids: [draft.getState().id] });
    },
    onSuccess: async (done) => {
      undoable(done);
      const next = await call("post_create");
      await navigate({ to: "/compose", search: { post: next.id } });
    },
    meta: { failure: true },
  });
  return (
    <Menu
      label={t.more}
      placement="bottom end"
      trigger={<IconButton label={t.more} icon={Ellipsis} />}
      groups={[
        {
          id: "post",
          items: [
            { id: "duplicate", label: t.duplicate, icon: Copy, onAction: () => duplicate.mutate() },
            {
              id: "delete",
              label: t.deletePost,
              icon: Trash2,
              danger: true,
              onAction: () => remove.mutate(),
            },
          ],
        },
      ]}
    />
  );
}
