import { useNavigate } from "@tanstack/react-router";
import { RotateCcw, Search } from "lucide-react";
import { useDeferredValue, useRef, useState } from "react";
import { Button } from "react-aria-components";
import { Glyph } from "@/features/network/Glyph";
import { useDraftState } from "@/features/post/DraftContext";
import { usePosts, useRestorePosts } from "@/features/post/usePosts";
import type { PostSummary } from "@/ipc";
import { Button as KitButton } from "@/kit/Button";
import { FilterChip } from "@/kit/Chip";
import { Field } from "@/kit/Field";
import { Notehead } from "@/kit/Notehead";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import styles from "./Compose.module.css";

const SHOWN_MAX = 30;

/** The other posts, the latest written first, and those in the bin with the way out of it. */
export function PostPicker({ onDone }: { onDone: () => void }) {
  const t = useText(compose);
  const [search, setSearch] = useState("");
  const [bin, setBin] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const restore = useRestorePosts();
  // Its row goes, and would take the focus with it.
  const back = (id: string) =>
    restore.mutate([id], { onSuccess: () => list.current?.querySelector("input")?.focus() });
  const asked = useDeferredValue(search.trim());
  const { posts } = usePosts({
    limit: SHOWN_MAX,
    ...(asked ? { search: asked } : {}),
    ...(bin ? { bin } : {}),
  });
  return (
    <div className={styles.posts} ref={list}>
      <div className={styles.postSearch}>
        <Field
          label={t.searchPosts}
          labelHidden
          placeholder={t.searchPosts}
          type="search"
          icon={Search}
          value={search}
          onChange={setSearch}
          autoFocus
        />
        <FilterChip label={t.bin} on={bin} onChange={setBin} />
      </div>
      <div className={styles.postList}>
        {posts.map((post) =>
          bin ? (
            <Binned key={post.id} post={post} onRestore={back} />
          ) : (
            <Choice key={post.id} post={post} onDone={onDone} />
          ),
        )}
        {posts.length === 0 && <p className={styles.empty}>{bin && !asked ? t.emptyBin : t.noPosts}</p>}
      </div>
    </div>
  );
}

function Choice({ post, onDone }: { post: PostSummary; onDone: () => void }) {
  const navigate = useNavigate();
  const open = useDraftState((state) => state.id);
  return (
    <Button
      className={styles.post ?? ""}
      aria-current={post.id === open}
      onPress={() => {
        onDone();
        void navigate({ to: "/compose", search: { post: post.id } });
      }}
    >
      <Words post={post} />
    </Button>
  );
}

/** What lies in the bin is not written in: it comes out first. */
function Binned({ post, onRestore }: { post: PostSummary; onRestore: (id: string) => void }) {
  const t = useText(compose);
  return (
    <div className={styles.post}>
      <Words post={post} />
      <KitButton
        size="sm"
        icon={RotateCcw}
        aria-label={t.restoreNamed(post.title || t.untitled)}
        onPress={() => onRestore(post.id)}
      >
        {t.restore}
      </KitButton>
    </div>
  );
}

function Words({ post }: { post: PostSummary }) {
  const t = useText(compose);
  return (
    <>
      <Notehead shape={post.status} label={post.status_label} size={14} />
      <span className={styles.postTitle}>{post.title || t.untitled}</span>
      <span className={styles.postNetworks}>
        {post.networks.slice(0, 5).map((network) => (
          <Glyph key={network} network={network} size={12} />
        ))}
      </span>
    </>
  );
}
