import { hasCity, instant, type TimeStyle, zoneCity } from "@/kit/time";
import { useLang, useText } from "@/text/context";
import { shell } from "@/text/shell";
import { useStudio } from "./useStudio";

export type Zones = {
  /** The zone of the client's posts. */
  client: string;
  /** The same instant where the person is, with the city or the name of the zone; null where the clocks there show the same. */
  own: (iso: string, zone: string, style: TimeStyle) => string | null;
};

/** The client's zone rules; where the person's own clock shows something else, both are said. */
export function useZones(): Zones {
  const t = useText(shell);
  const lang = useLang();
  const { workspace, zone: mine } = useStudio();
  return {
    client: workspace.zone,
    own: (iso, zone, style) => {
      const here = instant(lang, iso, mine, "short");
      if (here === instant(lang, iso, zone, "short")) return null;
      const time = style === "short" ? here : instant(lang, iso, mine, style);
      return hasCity(mine) ? t.timeIn(time, zoneCity(mine)) : `${time}\u00a0${zoneCity(mine)}`;
    },
  };
}
