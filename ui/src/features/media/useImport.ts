import { useMutation, useQueryClient } from "@tanstack/react-query";
import { tellFailure } from "@/app/queryClient";
import { shownClient, useStudio } from "@/features/studio/useStudio";
import { type Asset, call, type ErrorDto, errorOf, type Imported, type PastedFile } from "@/ipc";
import { announce } from "@/kit/announce";
import { toast } from "@/kit/toasts";
import { useText } from "@/text/context";
import { shell } from "@/text/shell";
import { beginImport, endImport, keepFailed, setStopping, useImports } from "./imports";

/** What an import brought. `elsewhere` names its client where another one is on screen by now: it goes nowhere there. */
export type Brought = Imported & { elsewhere: string | null };

/** Copies files into the library. A file that can't be read is told with its way out; the others come in. */
export function useImport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (paths: readonly string[]): Promise<Brought> => {
      const { id, name } = shownClient(client);
      const isShown = () => shownClient(client).id === id;
      const begun = beginImport(id, paths);
      try {
        const imported = await call("media_import", { paths: [...paths] });
        const elsewhere = isShown() ? null : name;
        tellEach(imported.failures, paths, elsewhere);
        return { ...imported, elsewhere };
      } finally {
        endImport(begun, isShown());
      }
    },
    meta: { failure: true },
  });
}

/** The import under way for the client on screen: brought by this window, or told of by the core. */
export function useComing() {
  const { id } = useStudio().workspace;
  const { running, now } = useImports();
  const mine = running.filter(({ client }) => client === id);
  return {
    now,
    isComing: mine.length > 0 || now !== null,
    isStopping: mine.length > 0 && mine.every(({ stopping }) => stopping),
  };
}

/** Stops the imports under way: what is in stays in. */
export function useStopImport() {
  const { id } = useStudio().workspace;
  return useMutation({
    mutationFn: () => call("media_import_cancel"),
    onMutate: () => setStopping(id, true),
    onError: () => setStopping(id, false),
    meta: { failure: true },
  });
}

/** Copies what was pasted (a screenshot, a picture from a page) into the library. */
export function usePaste() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (files: Promise<readonly PastedFile[]>): Promise<Brought> => {
      const { id, name } = shownClient(client);
      const assets: Asset[] = [];
      for (const file of await files) {
        try {
          assets.push(await call("media_paste", file));
        } catch (thrown) {
          tellEach([{ ...errorOf(thrown), subject: file.name }], [], null);
        }
      }
      return { assets, failures: [], left: 0, elsewhere: shownClient(client).id === id ? null : name };
    },
    meta: { failure: true },
  });
}

/** Says to who can't see it how an import ended; that it was stopped, or is another client's, is told to everybody. */
export function useSayImported(): (imported: Brought) => void {
  const t = useText(shell);
  return ({ assets, failures, left, elsewhere }) => {
    if (left !== 0) {
      toast(t.importStopped(assets.length, failures.length, left, elsewhere));
      return;
    }
    if (elsewhere !== null) {
      if (assets.length > 0) toast(t.importedFor(assets.length, elsewhere));
      return;
    }
    announce(
      [t.imported(assets.length), failures.length > 0 && t.refused(failures.length)]
        .filter(Boolean)
        .join(", "),
    );
  };
}

/** What failed stands in the library; in other places it is told in passing too, and for another client only so. */
function tellEach(failures: readonly ErrorDto[], paths: readonly string[], elsewhere: string | null): void {
  if (elsewhere === null) {
    keepFailed(failures, paths);
    if (useImports.getState().shownBy > 0) return;
  }
  for (const failure of failures) tellFailure(failure);
}
