import type { Account, Body, Check, Format, Medium, NetworkId, Rendition } from "@/ipc";

/** A medium as a network would show it. */
export type Shot = { medium: Medium; made: Rendition | undefined; video: boolean; aspect: number };

export type CardProps = {
  name: string;
  handle: string;
  account: Account | undefined;
  body: Body;
  shots: readonly Shot[];
  check: Check | undefined;
  format: Format | undefined;
  network: NetworkId;
  /** Language of the client's texts. */
  lang: string;
};
