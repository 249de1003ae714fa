import { useMutation } from "@tanstack/react-query";
import { tellFailure } from "@/app/queryClient";
import { type Asset, call, type ErrorDto, errorOf, type Imported, type PastedFile } from "@/ipc";
import { announce } from "@/kit/announce";
import { toast } from "@/kit/toasts";
import { useText } from "@/text/context";
import { shell } from "@/text/shell";
import { beginImport, endImport, keepFailed, setStopping, useImports } from "./imports";

/** What is said of an import. */
export type Brought = Pick<Imported, "assets" | "failures" | "left">;

/** Copies files into the library. A file that can't be read is told with its way out; the others come in. */
export function useImport() {
  return useMutation({
    mutationFn: (paths: readonly string[]) => call("media_import", { paths: [...paths] }),
    onMutate: beginImport,
    onSuccess: ({ failures }, paths) => tellEach(failures, paths),
    onSettled: endImport,
    meta: { failure: true },
  });
}

/** Stops the imports under way: what is in stays in. */
export function useStopImport() {
  return useMutation({
    mutationFn: () => call("media_import_cancel"),
    onMutate: () => setStopping(true),
    onError: () => setStopping(false),
    meta: { failure: true },
  });
}

/** Copies what was pasted (a screenshot, a picture from a page) into the library. */
export function usePaste() {
  return useMutation({
    mutationFn: async (files: Promise<readonly PastedFile[]>): Promise<Asset[]> => {
      const assets: Asset[] = [];
      for (const file of await files) {
        try {
          assets.push(await call("media_paste", file));
        } catch (thrown) {
          tellEach([{ ...errorOf(thrown), subject: file.name }], []);
        }
      }
      return assets;
    },
    meta: { failure: true },
  });
}

/** Says to who can't see it how an import ended; that it was stopped is told to everybody. */
export function useSayImported(): (imported: Brought) => void {
  const t = useText(shell);
  return ({ assets, failures, left }) => {
    if (left !== 0) {
      toast(t.importStopped(assets.length, failures.length, left));
      return;
    }
    announce(
      [t.imported(assets.length), failures.length > 0 && t.refused(failures.length)]
        .filter(Boolean)
        .join(", "),
    );
  };
}

/** What failed stands in the library; elsewhere it is told in passing too. */
function tellEach(failures: readonly ErrorDto[], paths: readonly string[]): void {
  keepFailed(failures, paths);
  if (useImports.getState().shownBy > 0) return;
  for (const failure of failures) tellFailure(failure);
}
