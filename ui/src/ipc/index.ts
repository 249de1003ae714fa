export { CallError, call, errorOf } from "./call";
export { followChanges, jobsOf, type Kind, useAssetProgress, useProgress } from "./events";
export type * from "./generated/contract";
export { FORMAT_KINDS, NETWORK_IDS } from "./generated/contract";
export { mediaUrl, setMediaBase } from "./media";
export {
  clipboardFiles,
  closeThisWindow,
  copyText,
  type FileDrag,
  followFileDrags,
  markOwnDrag,
  mayHideFiles,
  openBar,
  type PastedFile,
  pastedFiles,
  pickFiles,
  pickFolder,
  startOfThisWindow,
  tellReady,
} from "./system";
