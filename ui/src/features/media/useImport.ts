import { useMutation } from "@tanstack/react-query";
import { tellFailure } from "@/app/queryClient";
import { type Asset, call, type ErrorDto, errorOf, pastedFiles } from "@/ipc";

/** Copies files into the library. A file that can't be read is told with its way out; the others come in. */
export function useImport() {
  return useMutation({
    mutationFn: (paths: readonly string[]) => call("media_import", { paths: [...paths] }),
    onSuccess: ({ failures }) => tellEach(failures),
    meta: { failure: true },
  });
}

/** Copies what was pasted (a screenshot, a picture from a page) into the library. */
export function usePaste() {
  return useMutation({
    mutationFn: async (data: DataTransfer): Promise<Asset[]> => {
      const files = await pastedFiles(data);
      const assets: Asset[] = [];
      for (const file of files) {
        try {
          assets.push(await call("media_paste", file));
        } catch (thrown) {
          tellFailure(errorOf(thrown));
        }
      }
      return assets;
    },
    meta: { failure: true },
  });
}

function tellEach(failures: readonly ErrorDto[]): void {
  for (const failure of failures) tellFailure(failure);
}
