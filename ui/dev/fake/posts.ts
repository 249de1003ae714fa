import { emit } from "@tauri-apps/api/event";
import type { Draft, Medium, Post, PostSummary } from "@/ipc";
import type { Answers, FakeOptions } from "./core";

const AT = "2026-11-23T09:00:00Z";

export function medium(id: string): Medium {
  return { asset: id, alt: "", focus: null, fit: "cover", crops: {}, cover_ms: null, edits: null };
}

const EMPTY: Draft = {
  title: "",
  state: "draft",
  body: { text: "", fields: {}, media: [] },
  targets: [],
  variants: [],
  wish: null,
};

/** Posts in memory, each with its revision, as the core keeps them. */
export function fakePosts(options: FakeOptions, media: readonly string[]) {
  const posts = new Map<string, Post>();
  let latest = "post-1";
  let made = 1;
  const put = (id: string, draft: Draft): Post => {
    const post = { id, revision: 1, due: null, created_at: AT, updated_at: AT, deleted_at: null, draft };
    posts.set(id, post);
    latest = id;
    return post;
  };
  put("post-1", {
    ...EMPTY,
    ...options.draft,
    body: {
      ...EMPTY.body,
      ...options.draft?.body,
      media: options.draft?.body?.media ?? media.map(medium),
    },
  });
  const get = (id: string): Post => {
    const found = posts.get(id);
    if (!found) throw { code: "not_found", message: "Not found.", subject: id, fix: "", retryable: false };
    return found;
  };
  const change = (id: string, part: Partial<Post>) => {
    posts.set(id, { ...get(id), ...part });
    void emit("changed", { kind: "posts", ids: [id] });
  };
  /** As another window or a command would write. */
  const writeElsewhere = (id: string, edit: (draft: Draft) => Draft) => {
    const { draft, revision } = get(id);
    change(id, { draft: edit(draft), revision: revision + 1 });
  };
  const answers: Answers = {
    post_create: (request) =>
      put(`post-${++made}`, {
        ...EMPTY,
        ...request.draft,
        body: { ...EMPTY.body, ...request.draft?.body, media: (request.asset_ids ?? []).map(medium) },
      }),
    post_duplicate: ({ id }) => put(`post-${++made}`, get(id).draft),
    post_list: ({ bin }) => {
      const found = [...posts.values()]
        .reverse()
        .filter((post) => (post.deleted_at !== null) === Boolean(bin));
      return { posts: found.map(summary), total: found.length };
    },
    post_get: ({ id }) => get(id),
    post_save: ({ id, draft, revision }) => {
      if (revision !== get(id).revision)
        throw { code: "conflict", message: "Conflict", subject: null, fix: "", retryable: true };
      posts.set(id, { ...get(id), draft, revision: revision + 1 });
      return { id, revision: revision + 1, updated_at: AT, due: null };
    },
    post_delete: ({ ids }) => {
      for (const id of ids) change(id, { deleted_at: AT });
      return { message: "Post moved to bin", count: ids.length, step: 1 };
    },
    post_restore: ({ ids }) => {
      for (const id of ids) change(id, { deleted_at: null });
      return { message: "Post restored", count: ids.length, step: 2 };
    },
  };
  return { answers, latest: () => get(latest), get, writeElsewhere };
}

function summary(post: Post): PostSummary {
  return {
    id: post.id,
    title: post.draft.title || post.draft.body.text.slice(0, 40),
    state: "draft",
    status: "draft",
    status_label: "Brouillon",
    networks: post.draft.targets.map((target) => target.network),
    cover: post.draft.body.media[0]?.asset ?? null,
    media: post.draft.body.media.length,
    due: null,
    updated_at: post.updated_at,
    deleted_at: post.deleted_at,
  };
}
