import { type Check, call, type Draft } from "@/ipc";

/** Checks and previews wait for a pause of this length, because painting them competes with the next key… */
const LOOK_PAUSE_MS = 120;
/** …but steady typing is looked at this often all the same. */
const LOOK_MAX_MS = 700;
/** When the check takes longer than this, the text is shown without its verdict. */
const SHOW_ANYWAY_MS = 450;

export type Look = {
  /** The draft is another one now; shown at once, or with the next verdict. */
  changed: (at: "once" | "look") => void;
  /** Asks for a verdict now. */
  check: () => void;
  /** Looks at nothing any more, until `wake`. */
  rest: () => void;
  wake: () => void;
};

type News = { shown?: Draft; checks?: readonly Check[]; checked?: Draft };

/** Shows the draft and asks for the verdict about it, off the key's path. */
export function makeLook(read: () => Draft, tell: (news: News) => void): Look {
  let resting = false;
  let checking = false;
  let lookBy: number | null = null;
  let version = 0;
  let shownVersion = 0;
  let showTimer: ReturnType<typeof setTimeout> | undefined;
  let checkTimer: ReturnType<typeof setTimeout> | undefined;

  const show = (draft: Draft, of: number) => {
    clearTimeout(showTimer);
    shownVersion = of;
    tell({ shown: draft });
  };

  async function check(): Promise<void> {
    if (checking) return;
    checking = true;
    lookBy = null;
    const draft = read();
    const of = version;
    let checks: readonly Check[] = [];
    try {
      checks = (await call("post_check", { draft })).checks;
    } catch {
      // Why: a check that fails blocks nobody; the core checks again before it plans.
    }
    checking = false;
    if (resting) return;
    // Why together: words and the verdict about the same words, in one frame.
    tell({ checks, checked: draft });
    if (of > shownVersion) show(draft, of);
    if (of < version) soon();
  }

  /** Looks at the draft after a pause, or after a while of steady typing. */
  function soon(): void {
    lookBy ??= performance.now() + LOOK_MAX_MS;
    clearTimeout(checkTimer);
    const wait = Math.max(0, Math.min(LOOK_PAUSE_MS, lookBy - performance.now()));
    checkTimer = setTimeout(() => void check(), wait);
  }

  return {
    changed: (at) => {
      version += 1;
      if (at === "once") show(read(), version);
      else {
        clearTimeout(showTimer);
        showTimer = setTimeout(() => show(read(), version), SHOW_ANYWAY_MS);
      }
      soon();
    },
    check: () => void check(),
    rest: () => {
      resting = true;
      clearTimeout(showTimer);
      clearTimeout(checkTimer);
    },
    wake: () => {
      resting = false;
    },
  };
}
