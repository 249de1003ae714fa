import {
  AudioLines,
  ChartColumn,
  Clapperboard,
  FileText,
  GalleryHorizontal,
  Image,
  ListTree,
  Newspaper,
  SlidersHorizontal,
  Smartphone,
  Sparkles,
  Type,
  Video,
} from "lucide-react";
import { useAccounts } from "@/features/account/useAccounts";
import { Glyph } from "@/features/network/Glyph";
import { networkName, useNetworks } from "@/features/network/useNetworks";
import { targetKey } from "@/features/post/body";
import { useDraft, useDraftState } from "@/features/post/DraftContext";
import { setFormat, setTargets } from "@/features/post/edits";
import type { Format, FormatKind, Network, Route, Target } from "@/ipc";
import { IconButton } from "@/kit/IconButton";
import type { IconType } from "@/kit/icon";
import { Popover } from "@/kit/Popover";
import { SegmentedControl } from "@/kit/SegmentedControl";
import { Select } from "@/kit/Select";
import { useMedia } from "@/kit/useMedia";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import styles from "./FormatTabs.module.css";

/** Kinds in the order in which people think of them; what the chosen networks lack is left out. */
const KINDS: readonly [FormatKind, keyof (typeof compose)["en"] & `kind${string}`, IconType][] = [
  ["image", "kindImage", Image],
  ["carousel", "kindCarousel", GalleryHorizontal],
  ["short", "kindShort", Clapperboard],
  ["story", "kindStory", Smartphone],
  ["thread", "kindThread", ListTree],
  ["video", "kindVideo", Video],
  ["document", "kindDocument", FileText],
  ["infographic", "kindInfographic", ChartColumn],
  ["podcast", "kindPodcast", AudioLines],
  ["article", "kindArticle", Newspaper],
  ["text", "kindText", Type],
];
/** More would not fit beside the title. */
const TABS_MAX = 5;

/** How a target is reached; without an account, by hand. */
type Reached = Pick<Target, "network"> & { route: Route };

/** What a post can be on a network by that route; files that only go with a post are no choice. */
function formatsOf(networks: readonly Network[], { network, route }: Reached): readonly Format[] {
  const formats = networks.find(({ id }) => id === network)?.formats ?? [];
  return formats.filter(
    (format) => !format.companion && (format.routes.length === 0 || format.routes.includes(route)),
  );
}

/** The targets of the draft, each with the formats that it can take. */
function useChoices(): { target: Target; formats: readonly Format[]; name: string }[] {
  const networks = useNetworks();
  const accounts = useAccounts();
  return useDraftState(({ shown }) => shown.targets).map((target) => {
    const account = accounts.find(({ id }) => id === target.account);
    return {
      target,
      formats: formatsOf(networks, { network: target.network, route: account?.route ?? "assisted" }),
      name: account?.handle ?? networkName(networks, target.network),
    };
  });
}

/** One choice for all chosen networks; each may differ in the list behind the last button. */
export function FormatTabs() {
  const t = useText(compose);
  const draft = useDraft();
  const choices = useChoices();
  const narrow = useMedia("(max-width: 1279px)");
  if (choices.length === 0) return null;
  const offered = KINDS.filter(([kind]) =>
    choices.some(({ formats }) => formats.some((format) => format.kind === kind)),
  ).slice(0, TABS_MAX);
  const chosen = new Set(
    choices.flatMap(
      ({ target, formats }) => formats.find((format) => format.id === target.format)?.kind ?? [],
    ),
  );
  const value = chosen.size === 1 ? ([...chosen][0] ?? "auto") : "auto";
  const choose = (kind: FormatKind | "auto") =>
    draft.edit(
      setTargets(
        choices.map(({ target, formats }) => ({
          ...target,
          format: kind === "auto" ? null : (formats.find((format) => format.kind === kind)?.id ?? null),
        })),
      ),
    );
  return (
    <>
      <SegmentedControl
        label={t.formats}
        value={value}
        onChange={choose}
        segments={[
          {
            value: "auto" as const,
            label: t.formatAuto,
            icon: Sparkles,
            iconOnly: narrow && value !== "auto",
          },
          ...offered.map(([kind, label, icon]) => ({
            value: kind,
            label: t[label],
            icon,
            iconOnly: narrow && kind !== value,
          })),
        ]}
      />
      <Popover
        label={t.formatsByNetwork}
        placement="bottom end"
        trigger={<IconButton label={t.formatsByNetwork} icon={SlidersHorizontal} />}
      >
        <FormatsByNetwork />
      </Popover>
    </>
  );
}

function FormatsByNetwork() {
  const t = useText(compose);
  const draft = useDraft();
  return (
    <div className={styles.rows}>
      <p className={styles.heading}>{t.formatsByNetwork}</p>
      {useChoices().map(({ target, formats, name }) => (
        <div key={targetKey(target)} className={styles.row}>
          <Glyph network={target.network} />
          <span className={styles.name}>{name}</span>
          <Select
            label={`${t.formats}, ${name}`}
            labelHidden
            value={target.format ?? "auto"}
            onChange={(format) => draft.edit(setFormat(target, format === "auto" ? null : format))}
            options={[
              { value: "auto", label: t.formatAuto, hint: t.formatAutoHint },
              ...formats.map((format) => ({ value: format.id, label: format.name })),
            ]}
          />
        </div>
      ))}
    </div>
  );
}
