import { emit } from "@tauri-apps/api/event";
import { render } from "vitest-browser-react";
import { App } from "@/app/App";
import { makeQueryClient } from "@/app/queryClient";
import { type Fake, type FakeOptions, fakeCore } from "../../dev/fake/core";

/** Opens the whole window on a core that answers from memory. */
export async function openStudio(options: FakeOptions & { at?: string } = {}): Promise<Fake> {
  const { at, ...core } = options;
  const fake = fakeCore(core);
  await render(<App client={makeQueryClient()} at={at} />, { container: root() });
  return fake;
}

/** Where the product draws itself (`index.html`): as high as the window. */
function root(): HTMLElement {
  const element = document.createElement("div");
  element.id = "root";
  return document.body.appendChild(element);
}

/** As the system tells of files dropped on the window. */
export async function drop(...paths: string[]): Promise<void> {
  await emit("tauri://drag-drop", { paths, position: { x: 10, y: 10 } });
}

/** The requests of one command, in order. */
export function requests(fake: Fake, command: string): unknown[] {
  return fake.calls.filter((call) => call.command === command).map((call) => call.request);
}
