import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Assisted } from "./Assisted";

const route = getRouteApi("/shell/assisted");

/** The hand-made route inside the studio. */
export function AssistedScreen() {
  const navigate = useNavigate();
  const { publication } = route.useSearch();
  return (
    <Assisted publication={publication} onDone={() => void navigate({ to: "/queue" })} key={publication} />
  );
}
