import { useNavigate } from "@tanstack/react-router";
import { PenLine, RotateCcw, Trash2, X } from "lucide-react";
import { useRef } from "react";
import { useBin, useRestoreAssets } from "@/features/media/useLibrary";
import { useCreatePost } from "@/features/post/usePosts";
import { Button } from "@/kit/Button";
import { IconButton } from "@/kit/IconButton";
import { useFoot } from "@/kit/useFoot";
import { useText } from "@/text/context";
import { library } from "@/text/library";
import styles from "./Library.module.css";
import type { Selection } from "./useSelection";

/** What can be done with the chosen items. */
export function SelectionBar({ selection, bin }: { selection: Selection; bin: boolean }) {
  const t = useText(library);
  const navigate = useNavigate();
  const create = useCreatePost();
  const toBin = useBin();
  const restore = useRestoreAssets();
  const bar = useRef<HTMLDivElement>(null);
  useFoot(bar);
  const ids = [...selection.ids];
  return (
    <div ref={bar} className={styles.selection} role="toolbar" aria-label={t.selected(ids.length)}>
      <span className="num">{t.selected(ids.length)}</span>
      {bin ? (
        <Button size="sm" icon={RotateCcw} onPress={() => restore.mutate(ids)}>
          {t.restore}
        </Button>
      ) : (
        <>
          <Button
            size="sm"
            look="primary"
            icon={PenLine}
            onPress={() =>
              create.mutate(
                { asset_ids: ids },
                { onSuccess: (post) => navigate({ to: "/compose", search: { post: post.id } }) },
              )
            }
          >
            {t.compose}
          </Button>
          <Button size="sm" icon={Trash2} onPress={() => toBin.mutate(ids)}>
            {t.toBin}
          </Button>
        </>
      )}
      <IconButton label={t.clear} icon={X} size="sm" onPress={selection.clear} />
    </div>
  );
}
