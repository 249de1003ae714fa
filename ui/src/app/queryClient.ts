import { MutationCache, QueryClient } from "@tanstack/react-query";
import { CircleAlert } from "lucide-react";
import { errorOf } from "@/ipc";
import { toast } from "@/kit/toasts";

declare module "@tanstack/react-query" {
  interface Register {
    /** `failure: true`: a failure is told in a toast. Without it, the place that asked shows it. */
    mutationMeta: { failure?: boolean };
  }
}

/** The window's cache of the core's truth. The core says when something changed: nothing is polled. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        retry: false,
        refetchOnWindowFocus: false,
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
    mutationCache: new MutationCache({
      onError: (thrown, _variables, _context, mutation) => {
        if (mutation.meta?.failure) tellFailure(thrown);
      },
    }),
  });
}

/** Tells a failure where no place of its own can: what happened, and the way out. */
export function tellFailure(thrown: unknown): void {
  const { message, fix } = errorOf(thrown);
  toast([message, fix].filter(Boolean).join(" "), { icon: CircleAlert });
}
