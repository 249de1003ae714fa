import { useNavigate } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { Button } from "react-aria-components";
import { Glyph } from "@/features/network/Glyph";
import { useDraftState } from "@/features/post/DraftContext";
import { usePosts } from "@/features/post/usePosts";
import { Field } from "@/kit/Field";
import { Notehead } from "@/kit/Notehead";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import styles from "./Compose.module.css";

const SHOWN_MAX = 30;

/** The other posts, the latest written first. */
export function PostPicker({ onDone }: { onDone: () => void }) {
  const t = useText(compose);
  const navigate = useNavigate();
  const open = useDraftState((state) => state.id);
  const [search, setSearch] = useState("");
  const asked = useDeferredValue(search.trim());
  const { posts } = usePosts({ limit: SHOWN_MAX, ...(asked ? { search: asked } : {}) });
  return (
    <div className={styles.posts}>
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
      <div className={styles.postList}>
        {posts.map((post) => (
          <Button
            key={post.id}
            className={styles.post ?? ""}
            aria-current={post.id === open}
            onPress={() => {
              onDone();
              void navigate({ to: "/compose", search: { post: post.id } });
            }}
          >
            <Notehead shape={post.status} label={post.status_label} size={14} />
            <span className={styles.postTitle}>{post.title || t.untitled}</span>
            <span className={styles.postNetworks}>
              {post.networks.slice(0, 5).map((network) => (
                <Glyph key={network} network={network} size={12} />
              ))}
            </span>
          </Button>
        ))}
        {posts.length === 0 && <p className={styles.empty}>{t.noPosts}</p>}
      </div>
    </div>
  );
}
