import type { MediaKind } from "@/ipc";
import { FilterChip } from "@/kit/Chip";
import { useText } from "@/text/context";
import { library } from "@/text/library";
import styles from "./Library.module.css";

/** Which part of the library is shown, and of what nature. */
export type FilterValue = { kind: MediaKind | null; place: "all" | "unused" | "bin" };
export const EVERYTHING: FilterValue = { kind: null, place: "all" };

export function Filters(props: { value: FilterValue; onChange: (value: FilterValue) => void }) {
  const t = useText(library);
  const { value, onChange } = props;
  const kind = (which: MediaKind, label: string) => (
    <FilterChip
      label={label}
      on={value.kind === which}
      onChange={(on) => onChange({ ...value, kind: on ? which : null })}
    />
  );
  const place = (which: "unused" | "bin", label: string) => (
    <FilterChip
      label={label}
      on={value.place === which}
      onChange={(on) => onChange({ ...value, place: on ? which : "all" })}
    />
  );
  return (
    <div className={styles.filters}>
      <FilterChip
        label={t.all}
        on={value.kind === null && value.place === "all"}
        onChange={() => onChange(EVERYTHING)}
      />
      {kind("image", t.photos)}
      {kind("video", t.videos)}
      {kind("audio", t.audio)}
      {place("unused", t.unused)}
      {place("bin", t.bin)}
    </div>
  );
}
