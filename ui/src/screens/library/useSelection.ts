import { useState } from "react";
import type { Asset } from "@/ipc";

export type Selection = {
  ids: ReadonlySet<string>;
  /** The item that the inspector shows and the keyboard stands on. */
  last: string | null;
  /** Chooses one; `extend` from the last one to it, `toggle` it among the others. */
  choose: (id: string, how?: "only" | "toggle" | "extend") => void;
  all: () => void;
  clear: () => void;
};

/** Which items are chosen; the address may name the `first` to show. What left the list is left out. */
export function useSelection(assets: readonly Asset[], first: string | null): Selection {
  const [state, setState] = useState<{ ids: ReadonlySet<string>; last: string | null }>({
    ids: new Set(),
    last: first,
  });
  const [asked, setAsked] = useState(first);
  if (asked !== first) {
    setAsked(first);
    if (first) setState({ ids: new Set(), last: first });
  }
  const present = new Set(assets.map((asset) => asset.id));
  const ids = new Set([...state.ids].filter((id) => present.has(id)));
  const last = state.last && present.has(state.last) ? state.last : null;
  return {
    ids,
    last,
    choose: (id, how = "only") => {
      if (how === "only") setState({ ids: new Set(), last: id });
      else if (how === "toggle") {
        const next = new Set(ids);
        if (!next.delete(id)) next.add(id);
        setState({ ids: next, last: id });
      } else {
        const order = assets.map((asset) => asset.id);
        const from = Math.max(0, order.indexOf(last ?? id));
        const to = order.indexOf(id);
        setState({
          ids: new Set([...ids, ...order.slice(Math.min(from, to), Math.max(from, to) + 1)]),
          last: id,
        });
      }
    },
    all: () => setState({ ids: present, last: last ?? assets[0]?.id ?? null }),
    clear: () => setState({ ids: new Set(), last }),
  };
}
