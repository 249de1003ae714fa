import { useMutation } from "@tanstack/react-query";
import { call, type Done, type Undone } from "@/ipc";
import { toast } from "@/kit/toasts";
import { useText } from "@/text/context";
import { shell } from "@/text/shell";

/** Undo and redo of the last operation, wherever it was made. */
export function useUndo(way: "undo" | "redo") {
  const t = useText(shell);
  return useMutation({
    mutationFn: () => call(way),
    onSuccess: ({ message }) => toast(message ?? t.nothingToUndo),
    meta: { failure: true },
  });
}

/** Says what was done, with the way back: of these operations and of no other, the last one first. */
export function useUndoToast(): (done: Done | readonly Done[], words?: string) => void {
  const t = useText(shell);
  const undo = useMutation({
    mutationFn: async (done: readonly Done[]) => {
      const undone: Undone[] = [];
      for (const { step } of done.toReversed())
        undone.push(await call("undo", step === null ? {} : { step }));
      return undone;
    },
    onSuccess: (undone) => toast(undone.at(-1)?.message ?? t.nothingToUndo),
    meta: { failure: true },
  });
  return (done, words) => {
    const all = isMany(done) ? done : [done];
    const message = words ?? all[0]?.message;
    if (!message) return;
    toast(message, { action: { label: t.undo, shortcut: "Ctrl Z", run: () => undo.mutate(all) } });
  };
}

function isMany(done: Done | readonly Done[]): done is readonly Done[] {
  return Array.isArray(done);
}
