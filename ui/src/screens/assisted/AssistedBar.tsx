import { getRouteApi } from "@tanstack/react-router";
import { closeThisWindow } from "@/ipc";
import { Assisted } from "./Assisted";

const route = getRouteApi("/bar");

/** The same in a small window that stays above the browser. */
export function AssistedBar() {
  const { publication } = route.useSearch();
  return (
    <main>
      <Assisted publication={publication} onDone={() => void closeThisWindow()} />
    </main>
  );
}
