import { getRouteApi } from "@tanstack/react-router";
import { closeThisWindow } from "@/ipc";
import { assisted } from "@/text/assisted";
import { useText } from "@/text/context";
import { Assisted } from "./Assisted";
import styles from "./Assisted.module.css";

const route = getRouteApi("/bar");

/** The same in a small window that stays above the browser, for its own client whoever is on screen. */
export function AssistedBar() {
  const t = useText(assisted);
  const { workspace, publication } = route.useSearch();
  return (
    <main className={styles.window}>
      <Assisted
        of={{ workspace_id: workspace, publication_id: publication }}
        leave={t.close}
        onDone={() => void closeThisWindow()}
      />
    </main>
  );
}
