import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { flushDrafts } from "@/features/post/openDrafts";
import { useStudioQuery } from "@/features/studio/useStudio";
import { errorOf, followChanges, type Studio, setMediaBase } from "@/ipc";
import { Button } from "@/kit/Button";
import { EmptyState } from "@/kit/EmptyState";
import { Toaster } from "@/kit/Toaster";
import { TextProvider, useText } from "@/text/context";
import { shell } from "@/text/shell";
import { ErrorBoundary } from "./ErrorBoundary";
import { FileDrops } from "./FileDrops";
import { PLACES } from "./places";
import { makeRouter } from "./routes";
import { useTheme } from "./useTheme";

export function App({ client, at }: { client: QueryClient; at?: string | undefined }) {
  return (
    <QueryClientProvider client={client}>
      <Window client={client} at={at} />
    </QueryClientProvider>
  );
}

function Window({ client, at }: { client: QueryClient; at: string | undefined }) {
  const { data, error, refetch } = useStudioQuery();
  useTheme(data?.theme);
  // The core's events are outside React.
  useEffect(() => {
    const stop = followChanges(client);
    return () => {
      void stop.then((run) => run());
    };
  }, [client]);
  if (error && !data) {
    // Why a guess: the language comes from the data that can't be opened.
    return (
      <TextProvider lang={navigator.language.startsWith("fr") ? "fr" : "en"}>
        <NotStarted thrown={error} retry={() => void refetch()} />
      </TextProvider>
    );
  }
  return data ? <Ready studio={data} at={at} /> : null;
}

function Ready({ studio, at }: { studio: Studio; at: string | undefined }) {
  const { id } = studio.workspace;
  const [place, setPlace] = useState(() => {
    setMediaBase(studio.platform);
    return { client: id, router: makeRouter(at ?? (studio.first_run ? "/welcome" : "/compose")) };
  });
  // Another client: the same place, but nothing of the first one's that its address named.
  if (place.client !== id) {
    const { pathname } = place.router.state.location;
    const stays = PLACES.some((each) => each.path === pathname);
    setPlace({ client: id, router: makeRouter(stays ? pathname : "/compose") });
  }
  useFlushOnLeave();
  // The language of the page is outside React.
  useEffect(() => {
    document.documentElement.lang = studio.lang;
  }, [studio.lang]);
  return (
    <TextProvider lang={studio.lang}>
      <ErrorBoundary>
        {/* Why the key: another client's world shares nothing with this one. */}
        <RouterProvider router={place.router} key={place.client} />
        <FileDrops />
        <Toaster />
      </ErrorBoundary>
    </TextProvider>
  );
}

/** What is written goes to the disk at once when the window is hidden or closed. */
function useFlushOnLeave(): void {
  // The window is outside React.
  useEffect(() => {
    const leave = () => void flushDrafts();
    document.addEventListener("visibilitychange", leave);
    window.addEventListener("pagehide", leave);
    return () => {
      document.removeEventListener("visibilitychange", leave);
      window.removeEventListener("pagehide", leave);
    };
  }, []);
}

/** The data can't be opened: what happened, in the core's words, and the way out. */
function NotStarted({ thrown, retry }: { thrown: unknown; retry: () => void }) {
  const t = useText(shell);
  const { code, message, fix } = errorOf(thrown);
  return (
    <div role="alert">
      <EmptyState
        sentence={[t.notStarted, message, fix, `(${code})`].filter(Boolean).join(" ")}
        action={<Button onPress={retry}>{t.tryAgain}</Button>}
      />
    </div>
  );
}
