import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useStudio } from "@/features/studio/useStudio";
import { assisted } from "@/text/assisted";
import { useText } from "@/text/context";
import { Assisted } from "./Assisted";

const route = getRouteApi("/shell/assisted");

/** The hand-made route inside the studio: where the system gives no window of its own for it. */
export function AssistedScreen() {
  const t = useText(assisted);
  const navigate = useNavigate();
  const { workspace } = useStudio();
  const { publication } = route.useSearch();
  return (
    <Assisted
      key={publication}
      of={{ workspace_id: workspace.id, publication_id: publication }}
      leave={t.back}
      onDone={() => void navigate({ to: "/queue" })}
    />
  );
}
