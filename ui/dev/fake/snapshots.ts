/**
 * Answers as the core's own tests wrote them down (`src-tauri/crates/api/tests/snapshots`). What differs from run to run
 * stands there as `[name]`.
 */
const files = import.meta.glob<string>("../../../src-tauri/crates/api/tests/snapshots/*.snap", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** The answer that a snapshot holds, with `[name]` filled in from `values`. */
export function snapshot<T>(name: string, values: Readonly<Record<string, unknown>> = {}): T {
  const text = Object.entries(files).find(([path]) => path.endsWith(`/answers__${name}.snap`))?.[1];
  if (text === undefined) throw new Error(`no snapshot ${name}`);
  const json = text.slice(text.indexOf("\n---\n", 4) + 5);
  return JSON.parse(json, (_key, value: unknown) => {
    const hole = typeof value === "string" ? /^\[(\w+)\]$/.exec(value)?.[1] : undefined;
    return hole !== undefined && hole in values ? values[hole] : value;
  }) as T;
}
