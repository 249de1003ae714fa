import { Images, ListMusic, PenLine, Plug, SlidersHorizontal } from "lucide-react";
import type { IconType } from "@/kit/icon";
import type { shell } from "@/text/shell";

type Place = {
  path: string;
  label: keyof (typeof shell)["en"] & ("compose" | "queue" | "library" | "connections" | "settings");
  icon: IconType;
  /** The letter that leads here after G. */
  letter?: string;
  foot?: boolean;
};

/** Places of the sidebar. A place stands here once it works: one line, and its route in `routes.tsx`. */
export const PLACES: readonly Place[] = [
  { path: "/compose", label: "compose", icon: PenLine, letter: "c" },
  { path: "/queue", label: "queue", icon: ListMusic, letter: "f" },
  { path: "/library", label: "library", icon: Images, letter: "m" },
  { path: "/connections", label: "connections", icon: Plug, foot: true },
  { path: "/settings", label: "settings", icon: SlidersHorizontal, foot: true },
];
