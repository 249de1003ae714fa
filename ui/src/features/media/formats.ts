/** Names that people who make films know; the others are the file's own, in capitals. */
const NAMES: Readonly<Record<string, string>> = {
  h264: "H.264",
  hevc: "H.265",
  prores: "ProRes",
  opus: "Opus",
  vorbis: "Vorbis",
  webp: "WebP",
  webm: "WebM",
  matroska: "MKV",
  mpeg: "MP3",
  "x-m4a": "M4A",
  "x-wav": "WAV",
  quicktime: "MOV",
};

/** A format or a codec as people call it. Core and network write `mov`, `h264`, `pcm_s16le`. */
export function formatName(name: string): string {
  return NAMES[name] ?? (name.startsWith("pcm_") ? "PCM" : name.toUpperCase());
}

/** A MIME type as people call it: JPEG for `image/jpeg`. */
export function mimeName(mime: string): string {
  return formatName(mime.slice(mime.indexOf("/") + 1));
}
