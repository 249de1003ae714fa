import { GLYPH_PATHS } from "@/brand/glyphs";
import type { NetworkId } from "@/ipc";

/** A network's glyph, in the ink around it. With `label` it is spoken, else drawn only. */
export function Glyph({ network, size = 13, label }: { network: NetworkId; size?: number; label?: string }) {
  const named = label ? { role: "img", "aria-label": label } : { "aria-hidden": true };
  return (
    <svg {...named} width={size} height={size} viewBox="0 0 24 24" fill="currentColor">
      <path d={GLYPH_PATHS[network]} />
    </svg>
  );
}
