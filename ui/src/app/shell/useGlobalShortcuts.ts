import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { stepHere } from "@/app/localUndo";
import { PLACES } from "@/app/places";
import { moveRegion } from "@/app/regions";
import { type Shortcut, useShortcuts } from "@/app/shortcuts";
import { useCreatePost } from "@/features/post/usePosts";
import { useOpenWorkspace, useStudio } from "@/features/studio/useStudio";
import { useUndo } from "@/features/studio/useUndo";
import { useText } from "@/text/context";
import { shell } from "@/text/shell";
import { useShell } from "./useShell";

/** Shortcuts that work on every screen. */
export function useGlobalShortcuts(): { isOpen: boolean; close: () => void } {
  const t = useText(shell);
  const [isOpen, setOpen] = useState(false);
  const navigate = useNavigate();
  const create = useCreatePost();
  const { workspaces } = useStudio();
  const openWorkspace = useOpenWorkspace();
  const undo = useUndo("undo");
  const redo = useUndo("redo");
  const clients: Shortcut[] = workspaces.slice(0, 9).map((workspace, index) => ({
    keys: `$mod+Digit${index + 1}`,
    label: workspace.name,
    run: () => openWorkspace.mutate(workspace.id),
  }));
  const places: Shortcut[] = PLACES.flatMap(({ path, label, letter }) =>
    letter
      ? [
          {
            keys: `g ${letter}`,
            label: t.goTo(t[label]),
            letter: true,
            run: () => void navigate({ to: path }),
          },
        ]
      : [],
  );
  useShortcuts([
    {
      keys: "n",
      label: t.newPost,
      letter: true,
      run: () =>
        create.mutate(undefined, {
          onSuccess: (post) => navigate({ to: "/compose", search: { post: post.id } }),
        }),
    },
    // Why not in text: a field takes back its own typing.
    {
      keys: "$mod+z",
      label: t.undo,
      sparesText: true,
      underLayers: true,
      run: () => stepHere("back") || undo.mutate(),
    },
    {
      keys: "$mod+Shift+z",
      label: t.redo,
      sparesText: true,
      underLayers: true,
      run: () => stepHere("forth") || redo.mutate(),
    },
    { keys: "$mod+b", label: t.fold, run: () => useShell.getState().toggleFold() },
    { keys: "F6", label: t.nextRegion, run: () => moveRegion(1) },
    { keys: "Shift+F6", label: t.previousRegion, run: () => moveRegion(-1) },
    { keys: "[Shift]+?", label: t.shortcuts, letter: true, run: () => setOpen(true) },
    ...places,
    ...clients,
  ]);
  return { isOpen, close: () => setOpen(false) };
}
