import { useSearch } from "@tanstack/react-router";
import { Search, Upload } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { TitleBar } from "@/app/shell/TitleBar";
import { useShortcuts } from "@/app/shortcuts";
import { useDropTaker } from "@/app/useDropTaker";
import { useImport, useSayImported } from "@/features/media/useImport";
import { useAssets } from "@/features/media/useLibrary";
import { pickFiles } from "@/ipc";
import { Button } from "@/kit/Button";
import { EmptyState } from "@/kit/EmptyState";
import { Field } from "@/kit/Field";
import { Inspector } from "@/kit/Inspector";
import { useText } from "@/text/context";
import { library } from "@/text/library";
import { Arrivals } from "./Arrivals";
import { AssetGrid } from "./AssetGrid";
import { AssetPane } from "./AssetPane";
import { EVERYTHING, Filters, type FilterValue } from "./Filters";
import styles from "./Library.module.css";
import { QuickLook } from "./QuickLook";
import { SelectionBar } from "./SelectionBar";
import { useSelection } from "./useSelection";

const nothing = () => undefined;

/** Every original of this client, by day. */
export function Library() {
  const t = useText(library);
  const [search, setSearch] = useState("");
  const [filters, setFilters] = useState<FilterValue>(EVERYTHING);
  const { kind, place } = filters;
  const bin = place === "bin";
  const words = useDeferredValue(search.trim());
  const { assets, total, isPending } = useAssets({
    ...(words ? { search: words } : {}),
    ...(kind ? { kind } : {}),
    ...(place === "unused" ? { unused: true } : {}),
    bin,
  });
  const { item } = useSearch({ from: "/shell/library" });
  const selection = useSelection(assets, item ?? null);
  /** What is looked at closely, and whether it is another one than at first. */
  const [looking, setLooking] = useState<{ moved: boolean } | null>(null);
  const look = (id: string) => {
    if (selection.last !== id) selection.choose(id);
    setLooking({ moved: false });
  };
  const importing = useImport();
  const say = useSayImported();
  const pick = async () => {
    const paths = await pickFiles(t.import);
    if (paths.length > 0) importing.mutate(paths, { onSuccess: say });
  };
  useDropTaker({ action: t.veil, take: nothing });
  useShortcuts([
    {
      keys: "$mod+f",
      label: t.search,
      run: () => document.getElementById("library-search")?.querySelector("input")?.focus(),
    },
  ]);
  const focused = assets.find((asset) => asset.id === selection.last);
  return (
    <>
      <TitleBar>
        <h1>{t.title}</h1>
        <span className={styles.figure}>{t.figure(total)}</span>
        <span className={styles.space} />
        <div id="library-search">
          <Field
            label={t.search}
            labelHidden
            type="search"
            icon={Search}
            placeholder={t.searchHint}
            value={search}
            onChange={setSearch}
            className={styles.search ?? ""}
          />
        </div>
        <Button look="primary" icon={Upload} onPress={pick} isDisabled={importing.isPending}>
          {t.import}
        </Button>
      </TitleBar>
      <Filters value={filters} onChange={setFilters} />
      <div className={styles.body}>
        <div className={styles.column}>
          <Arrivals />
          {assets.length === 0 && !isPending ? (
            <Nothing place={place} filtered={words !== "" || kind !== null} onPick={pick} />
          ) : (
            <AssetGrid assets={assets} selection={selection} onLook={look} />
          )}
        </div>
        {focused && (
          <Inspector label={t.details}>
            <AssetPane asset={focused} key={focused.id} onLook={() => look(focused.id)} />
          </Inspector>
        )}
      </div>
      {looking && focused && (
        <QuickLook
          assets={assets}
          id={focused.id}
          onGo={(id) => {
            selection.choose(id);
            setLooking({ moved: true });
          }}
          onClose={() => {
            setLooking(null);
            // The layer gives the focus back to where it came from; who went on stands on another item now.
            if (looking.moved)
              requestAnimationFrame(() => document.getElementById(`asset-${focused.id}`)?.focus());
          }}
        />
      )}
      {selection.ids.size > 0 && <SelectionBar selection={selection} bin={bin} />}
    </>
  );
}

/** Why nothing is shown, and where there is nothing at all, the way in. */
function Nothing(props: { place: FilterValue["place"]; filtered: boolean; onPick: () => void }) {
  const t = useText(library);
  const { place, filtered } = props;
  const empty = { all: t.empty, unused: t.emptyUnused, bin: t.emptyBin }[place];
  const first = place === "all" && !filtered;
  return (
    <div className={styles.empty}>
      <EmptyState
        sentence={filtered ? t.emptySearch : empty}
        dropTarget={first}
        action={
          first ? (
            <Button icon={Upload} onPress={props.onPick}>
              {t.import}
            </Button>
          ) : undefined
        }
      />
    </div>
  );
}
