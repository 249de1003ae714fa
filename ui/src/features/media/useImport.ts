import { useMutation } from "@tanstack/react-query";
import { tellFailure } from "@/app/queryClient";
import { type Asset, call, type ErrorDto, errorOf, type Imported, type PastedFile } from "@/ipc";
import { announce } from "@/kit/announce";
import { useText } from "@/text/context";
import { shell } from "@/text/shell";
import { beginImport, endImport, keepFailed, useImports } from "./imports";

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

/** Says to who can't see it how an import ended. */
export function useSayImported(): (imported: Pick<Imported, "assets" | "failures">) => void {
  const t = useText(shell);
  return ({ assets, failures }) =>
    announce(
      [t.imported(assets.length), failures.length > 0 && t.refused(failures.length)]
        .filter(Boolean)
        .join(", "),
    );
}

/** What failed stands in the library; elsewhere it is told in passing too. */
function tellEach(failures: readonly ErrorDto[], paths: readonly string[]): void {
  keepFailed(failures, paths);
  if (useImports.getState().shownBy > 0) return;
  for (const failure of failures) tellFailure(failure);
}
