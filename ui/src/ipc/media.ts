type Use = "thumb" | "preview" | "rendition" | "original" | "poster" | "avatar";

let base = "upbeat-media://localhost";
let served = false;

/** Chooses the form of address that the platform's web view accepts. Called once, with what `studio_get` says. */
export function setMediaBase(platform: string): void {
  if (served) return;
  base = platform === "windows" ? "http://upbeat-media.localhost" : "upbeat-media://localhost";
}

/** Development and tests serve media themselves. */
export function serveMediaFrom(address: string): void {
  base = address;
  served = true;
}

/** The address of media bytes, in the workspace on screen unless another is named. The window never sees a path. */
export function mediaUrl(use: Use, id: string, workspace?: string): string {
  const address = `${base}/${use}/${encodeURIComponent(id)}`;
  return workspace ? `${address}?workspace=${encodeURIComponent(workspace)}` : address;
}
