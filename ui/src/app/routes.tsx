import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { Shell } from "./shell/Shell";

/** The small window of the hand-made route. */
const BAR = "/bar";

const root = createRootRoute({ component: Outlet });
const shell = createRoute({ getParentRoute: () => root, id: "shell", component: Shell });
const start = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/compose" });
  },
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  component: lazyRouteComponent(() => import("@/screens/onboarding/Onboarding"), "Onboarding"),
});

const compose = createRoute({
  getParentRoute: () => shell,
  path: "/compose",
  // `medium` opens that picture close up.
  validateSearch: (search: Record<string, unknown>): { post?: string; medium?: string } => ({
    ...(typeof search.post === "string" ? { post: search.post } : {}),
    ...(typeof search.medium === "string" ? { medium: search.medium } : {}),
  }),
  component: lazyRouteComponent(() => import("@/screens/compose/Compose"), "Compose"),
});

const queue = createRoute({
  getParentRoute: () => shell,
  path: "/queue",
  component: lazyRouteComponent(() => import("@/screens/queue/Queue"), "Queue"),
});

const library = createRoute({
  getParentRoute: () => shell,
  path: "/library",
  // `item` is the one that its pane shows.
  validateSearch: (search: Record<string, unknown>): { item?: string } =>
    typeof search.item === "string" ? { item: search.item } : {},
  component: lazyRouteComponent(() => import("@/screens/library/Library"), "Library"),
});

const connections = createRoute({
  getParentRoute: () => shell,
  path: "/connections",
  component: lazyRouteComponent(() => import("@/screens/connections/Connections"), "Connections"),
});

const settings = createRoute({
  getParentRoute: () => shell,
  path: "/settings",
  component: lazyRouteComponent(() => import("@/screens/settings/Settings"), "Settings"),
});

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

const assisted = createRoute({
  getParentRoute: () => shell,
  path: "/assisted",
  validateSearch: (search: Record<string, unknown>): { publication: string } => ({
    publication: textOf(search.publication),
  }),
  component: lazyRouteComponent(() => import("@/screens/assisted/AssistedScreen"), "AssistedScreen"),
});

const bar = createRoute({
  getParentRoute: () => root,
  path: BAR,
  validateSearch: (search: Record<string, unknown>): { workspace: string; publication: string } => ({
    workspace: textOf(search.workspace),
    publication: textOf(search.publication),
  }),
  component: lazyRouteComponent(() => import("@/screens/assisted/AssistedBar"), "AssistedBar"),
});

/** A screen is one route here and one line in `places.ts`. */
const routeTree = root.addChildren([
  start,
  welcome,
  bar,
  shell.addChildren([assisted, compose, connections, library, queue, settings]),
]);

/** Whether an address is that of a bar: a window of its own, for one publication of its own client. */
export function isBar(at: string | undefined): at is string {
  return at?.split("?")[0] === BAR;
}

export function makeRouter(at: string) {
  return createRouter({
    routeTree,
    history: createMemoryHistory({ initialEntries: [at] }),
    defaultPreload: "intent",
    defaultPendingMs: 300,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
