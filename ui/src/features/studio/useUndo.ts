import { useMutation } from "@tanstack/react-query";
import { call, type Done } from "@/ipc";
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

/** Says what was done, with the way back. */
export function useUndoToast(): (done: Done) => void {
  const t = useText(shell);
  const undo = useUndo("undo");
  return (done) =>
    void toast(done.message, { action: { label: t.undo, shortcut: "Ctrl Z", run: () => undo.mutate() } });
}
