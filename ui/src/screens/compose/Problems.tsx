import { useState } from "react";
import { useImport, useSayImported } from "@/features/media/useImport";
import { Glyph } from "@/features/network/Glyph";
import { networkName, useNetworks } from "@/features/network/useNetworks";
import type { Voice } from "@/features/post/body";
import { useDraftState } from "@/features/post/DraftContext";
import { fixesOf, useFix } from "@/features/post/useFix";
import { type Check, type Fix, type NetworkId, type Problem, pickFiles } from "@/ipc";
import { Button } from "@/kit/Button";
import { ProblemLine } from "@/kit/ProblemLine";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import styles from "./Problems.module.css";

/** The gravest problem first; the others behind one button. Warnings never block. */
export function Problems(props: {
  voice: Voice;
  onVoice: (voice: Voice) => void;
  onOpenMedium: (asset: string) => void;
  onAddMedia: (assets: readonly string[]) => void;
}) {
  const t = useText(compose);
  const checks = useDraftState((state) => state.checks);
  const [all, setAll] = useState(false);
  const importFiles = useImport();
  const say = useSayImported();
  const pick = async () => {
    const paths = await pickFiles(t.pickFiles);
    if (paths.length === 0) return;
    const imported = await importFiles.mutateAsync(paths);
    say(imported);
    props.onAddMedia(imported.assets.map((asset) => asset.id));
  };
  const fix = useFix({ ...props, onAddMedia: () => void pick().catch(() => undefined) });
  const found = ordered(checks);
  if (found.length === 0) return null;
  const shown = all ? found : found.slice(0, 1);
  return (
    <section aria-label={t.problems}>
      <div className={styles.list} role="status">
        {shown.map(({ key, first, cases }) => (
          <ProblemLine
            key={key}
            whom={<Glyphs cases={cases} />}
            words={first.message}
            warning={first.severity === "warning"}
            fixes={fixesOf(first)
              .slice(0, 2)
              .map((each) => ({
                id: each.action,
                label: each.label,
                run: () => mend(cases, each.action, fix),
              }))}
          />
        ))}
        {found.length > 1 && (
          <Button className={styles.more ?? ""} look="ghost" size="sm" onPress={() => setAll(!all)}>
            {all ? t.fewerProblems : t.moreProblems(found.length - 1)}
          </Button>
        )}
      </div>
    </section>
  );
}

type Case = { check: Check; problem: Problem };
type Found = { key: string; first: Problem; cases: Case[] };

/** Errors before warnings; the same words of several accounts are said once, with all their networks. */
function ordered(checks: readonly Check[]): Found[] {
  const found = new Map<string, Found>();
  for (const check of checks) {
    for (const problem of check.problems) {
      const before = found.get(problem.message);
      if (before) before.cases.push({ check, problem });
      else found.set(problem.message, { key: problem.message, first: problem, cases: [{ check, problem }] });
    }
  }
  return [...found.values()].sort((a, b) => grave(a.first) - grave(b.first));
}

function grave(problem: Problem): number {
  return problem.severity === "error" ? 0 : 1;
}

/** Fixes that lead somewhere do it once, however many networks ask. */
const ONCE = ["write_alt", "add_media", "fill_field"];

/** The same fix for everybody who has the problem, each with its own value. */
function mend(
  cases: readonly Case[],
  action: string,
  fix: (check: Check, fix: Fix, field: string) => void,
): void {
  for (const { check, problem } of ONCE.includes(action) ? cases.slice(0, 1) : cases) {
    const own = problem.fixes.find((each) => each.action === action);
    if (own) fix(check, own, problem.field);
  }
}

/** Whom a problem concerns, unless its words begin with that one name. */
function Glyphs({ cases }: { cases: readonly Case[] }) {
  const networks = useNetworks();
  const concerned: NetworkId[] = [...new Set(cases.map(({ check }) => check.network))];
  const [only] = concerned;
  if (concerned.length === 1 && only && cases[0]?.problem.message.startsWith(networkName(networks, only)))
    return null;
  return concerned.map((network) => (
    <Glyph key={network} network={network} size={14} label={networkName(networks, network)} />
  ));
}
