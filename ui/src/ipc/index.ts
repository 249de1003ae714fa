export { CallError, call, errorOf } from "./call";
export { followChanges, type Kind, useAssetProgress, useProgress } from "./events";
export type * from "./generated/contract";
export { FORMAT_KINDS, NETWORK_IDS } from "./generated/contract";
export { mediaUrl, setMediaBase } from "./media";
export {
  closeThisWindow,
  copyText,
  type FileDrag,
  followFileDrags,
  markOwnDrag,
  openBar,
  pastedFiles,
  pickFiles,
  pickFolder,
  startOfThisWindow,
  tellReady,
} from "./system";
