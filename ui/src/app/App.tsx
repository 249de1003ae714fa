import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { keepAlike, reportImporting } from "@/features/media/imports";
import { flushWritten } from "@/features/saving/shelf";
import { useStudioQuery } from "@/features/studio/useStudio";
import { errorOf, followChanges, type Studio, setMediaBase } from "@/ipc";
import { followClosing } from "@/ipc/closing";
import { Announcer } from "@/kit/Announcer";
import { Button } from "@/kit/Button";
import { EmptyState } from "@/kit/EmptyState";
import { Toaster } from "@/kit/Toaster";
import { TextProvider, useText } from "@/text/context";
import { shell } from "@/text/shell";
import { ErrorBoundary } from "./ErrorBoundary";
import { FileDrops } from "./FileDrops";
import { PLACES } from "./places";
import { tellFailure } from "./queryClient";
import { isBar, makeRouter } from "./routes";
import { useFirstFrame } from "./useFirstFrame";
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
    const stop = followChanges(client, reportImporting, keepAlike);
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
  if (!data) return null;
  return isBar(at) ? <Bar studio={data} at={at} /> : <Ready studio={data} at={at} />;
}

/** A bar stays with its own client and takes no files: nothing of the studio's window but its words and its mood. */
function Bar({ studio, at }: { studio: Studio; at: string }) {
  const [router] = useState(() => {
    setMediaBase(studio.platform);
    return makeRouter(at);
  });
  useMarksOfPage(studio);
  return (
    <TextProvider lang={studio.lang}>
      <ErrorBoundary>
        <RouterProvider router={router} />
        <Toaster />
      </ErrorBoundary>
    </TextProvider>
  );
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
  useFirstFrame(place.router);
  useMarksOfPage(studio);
  return (
    <TextProvider lang={studio.lang}>
      <ErrorBoundary>
        {/* Why the key: another client's world shares nothing with this one. */}
        <RouterProvider router={place.router} key={place.client} />
        <FileDrops />
        <Toaster />
        <Announcer />
      </ErrorBoundary>
    </TextProvider>
  );
}

/** The page says its language, for speech and hyphens, and its system, for the signs of keys. */
function useMarksOfPage({ lang, platform }: Studio): void {
  // The page is outside React.
  useEffect(() => {
    document.documentElement.lang = lang;
    document.documentElement.dataset.platform = platform;
  }, [lang, platform]);
}

/** What is written goes to the disk at once when the window is hidden or closed. */
function useFlushOnLeave(): void {
  // The window is outside React.
  useEffect(() => {
    // Why not told: what the disk refuses is said where it is written, and tried again.
    const leave = () => void flushWritten().catch(() => undefined);
    const stop = followClosing(() =>
      flushWritten().then(
        () => true,
        (thrown) => {
          tellFailure(thrown);
          return false;
        },
      ),
    );
    document.addEventListener("visibilitychange", leave);
    window.addEventListener("pagehide", leave);
    return () => {
      void stop.then((run) => run());
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
