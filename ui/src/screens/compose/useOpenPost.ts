import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { listen } from "@tauri-apps/api/event";
import { CircleAlert } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { type DraftStore, openDraft } from "@/features/post/draftStore";
import { openDrafts } from "@/features/post/openDrafts";
import { call, type Events, errorOf, type Post } from "@/ipc";
import { toast } from "@/kit/toasts";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";

/** Why: our own saves are told too; theirs are read once ours have settled. */
const OTHERS_WAIT_MS = 800;

/** The post to write: the one asked for, else the latest, else a new one. */
function usePostToWrite(id: string | undefined) {
  return useQuery({
    queryKey: ["writing", id ?? "latest"],
    queryFn: async (): Promise<Post> => {
      if (id) return call("post_get", { id });
      const { posts } = await call("post_list", { limit: 1, state: "draft" });
      const latest = posts[0];
      return latest ? call("post_get", { id: latest.id }) : call("post_create");
    },
    // Why: a post is opened afresh each time; while it is open, the draft store holds it.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Tells that a post could not be saved when its screen was left, and the way back to it. */
function useTellLeft() {
  const t = useText(compose);
  const navigate = useNavigate();
  return useCallback(
    (draft: DraftStore, thrown: unknown) => {
      const { id, draft: held } = draft.getState();
      const words = [t.leftUnsaved(held.title || t.untitled), errorOf(thrown).message].join(" ");
      const run = () => void navigate({ to: "/compose", search: { post: id } });
      toast(words, { icon: CircleAlert, action: { label: t.openIt, run } });
    },
    [t, navigate],
  );
}

/** Opens a post for writing and closes it, saved, when another one or another screen comes. */
export function useOpenPost(id: string | undefined): { store: DraftStore | null; error: unknown } {
  const { data: post, error } = usePostToWrite(id);
  const [store, setStore] = useState<DraftStore | null>(null);
  const tellLeft = useTellLeft();

  // The draft store saves by itself: it must be closed with its screen.
  useEffect(() => {
    if (!post) return;
    const opened = openDrafts.hold(post.id, () => openDraft(post));
    setStore(opened);
    return () => {
      openDrafts.leave(opened).catch((thrown) => tellLeft(opened, thrown));
    };
  }, [post, tellLeft]);

  // The core tells of other writers.
  useEffect(() => {
    if (!store) return;
    const { id: open } = store.getState();
    let timer: ReturnType<typeof setTimeout>;
    const stop = listen<Events["changed"]>("changed", ({ payload }) => {
      if (payload.kind !== "posts" || (payload.ids.length > 0 && !payload.ids.includes(open))) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        call("post_get", { id: open }).then(store.adopt, () => undefined);
      }, OTHERS_WAIT_MS);
    });
    return () => {
      clearTimeout(timer);
      void stop.then((run) => run());
    };
  }, [store]);

  return { store, error };
}
