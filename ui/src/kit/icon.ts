import type { LucideIcon } from "lucide-react";

export type IconType = LucideIcon;
/** Stroke of every icon at 16 px (design brief, "Icons"). */
export const STROKE = 1.75;
