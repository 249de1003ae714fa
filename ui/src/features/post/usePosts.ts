import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { flushWritten } from "@/features/saving/shelf";
import { useUndoToast } from "@/features/studio/useUndo";
import { call, type Post, type PostCreate, type PostList, type PostSummary } from "@/ipc";

const NONE: readonly PostSummary[] = [];

/** Posts, the latest written first. */
export function usePosts(list: PostList): { posts: readonly PostSummary[]; total: number } {
  const { data } = useQuery({ queryKey: ["posts", "list", list], queryFn: () => call("post_list", list) });
  return { posts: data?.posts ?? NONE, total: data?.total ?? 0 };
}

/** Takes posts out of the bin; the toast takes that back. */
export function useRestorePosts() {
  const undoable = useUndoToast();
  return useMutation({
    mutationFn: (ids: readonly string[]) => call("post_restore", { ids: [...ids] }),
    onSuccess: (done) => undoable(done),
    meta: { failure: true },
  });
}

/** Makes a draft, ready to be written. */
export function useCreatePost() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (made: PostCreate | undefined) => {
      // Why first: the post starts from the descriptions that the disk holds.
      if (made?.asset_ids) await flushWritten();
      return call("post_create", made);
    },
    onSuccess: (post: Post) => client.setQueryData(["posts", "one", post.id], post),
    meta: { failure: true },
  });
}
