import { useSearch } from "@tanstack/react-router";
import { Search, Upload } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { TitleBar } from "@/app/shell/TitleBar";
import { useShortcuts } from "@/app/shortcuts";
import { useDropTaker } from "@/app/useDropTaker";
import { useImport } from "@/features/media/useImport";
import { useAssets } from "@/features/media/useLibrary";
import { type MediaKind, pickFiles } from "@/ipc";
import { Button } from "@/kit/Button";
import { FilterChip } from "@/kit/Chip";
import { EmptyState } from "@/kit/EmptyState";
import { Field } from "@/kit/Field";
import { Inspector } from "@/kit/Inspector";
import { useText } from "@/text/context";
import { library } from "@/text/library";
import { AssetGrid } from "./AssetGrid";
import { AssetPane } from "./AssetPane";
import styles from "./Library.module.css";
import { SelectionBar } from "./SelectionBar";
import { useSelection } from "./useSelection";

/** How many items are read at once. */
const LIST_MAX = 50_000;
const nothing = () => undefined;

/** Every original of this client, by day. */
export function Library() {
  const t = useText(library);
  const [search, setSearch] = useState("");
  const [kind, setKind] = useState<MediaKind | null>(null);
  const [bin, setBin] = useState(false);
  const words = useDeferredValue(search.trim());
  const { assets, total, isPending } = useAssets({
    ...(words ? { search: words } : {}),
    ...(kind ? { kind } : {}),
    bin,
    limit: LIST_MAX,
  });
  const { item } = useSearch({ from: "/shell/library" });
  const selection = useSelection(assets, item ?? null);
  const importing = useImport();
  const pick = async () => {
    const paths = await pickFiles(t.import);
    if (paths.length > 0) importing.mutate(paths);
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
            placeholder={t.search}
            value={search}
            onChange={setSearch}
            className={styles.search ?? ""}
          />
        </div>
        <Button look="primary" icon={Upload} onPress={pick} isDisabled={importing.isPending}>
          {t.import}
        </Button>
      </TitleBar>
      <div className={styles.filters}>
        <FilterChip
          label={t.all}
          on={kind === null && !bin}
          onChange={() => {
            setKind(null);
            setBin(false);
          }}
        />
        <FilterChip label={t.photos} on={kind === "image"} onChange={(on) => setKind(on ? "image" : null)} />
        <FilterChip label={t.videos} on={kind === "video"} onChange={(on) => setKind(on ? "video" : null)} />
        <FilterChip label={t.audio} on={kind === "audio"} onChange={(on) => setKind(on ? "audio" : null)} />
        <FilterChip label={t.bin} on={bin} onChange={setBin} />
      </div>
      <div className={styles.body}>
        {assets.length === 0 && !isPending ? (
          <div className={styles.empty}>
            <EmptyState
              sentence={bin ? t.emptyBin : words || kind ? t.emptySearch : t.empty}
              dropTarget={!bin && !words}
              action={
                !bin && !words ? (
                  <Button icon={Upload} onPress={pick}>
                    {t.import}
                  </Button>
                ) : undefined
              }
            />
          </div>
        ) : (
          <AssetGrid assets={assets} selection={selection} />
        )}
        {focused && (
          <Inspector label={t.details}>
            <AssetPane asset={focused} key={focused.id} />
          </Inspector>
        )}
      </div>
      {selection.ids.size > 0 && <SelectionBar selection={selection} bin={bin} />}
    </>
  );
}
