export { CallError, call, errorOf } from "./call";
export { followChanges, type Kind, useAssetProgress, useProgress } from "./events";
export type * from "./generated/contract";
export { FORMAT_KINDS, NETWORK_IDS } from "./generated/contract";
export { mediaUrl, setMediaBase } from "./media";
export {
  closeThisWindow,
  type FileDrag,
  followFileDrags,
  pastedFiles,
  pickFiles,
  pickFolder,
  startOfThisWindow,
} from "./system";
