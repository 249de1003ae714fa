import { useNavigate } from "@tanstack/react-router";
import { Crosshair, FolderDown, PenLine, RotateCcw, Square } from "lucide-react";
import { useState } from "react";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { useStopPreparing } from "@/features/media/useStopPreparing";
import { useNetworks } from "@/features/network/useNetworks";
import { useCreatePost } from "@/features/post/usePosts";
import { type Asset, mediaUrl } from "@/ipc";
import { Button } from "@/kit/Button";
import { IconButton } from "@/kit/IconButton";
import { ProblemLine } from "@/kit/ProblemLine";
import { fileSize } from "@/kit/size";
import { clock } from "@/kit/time";
import { useLang, useText } from "@/text/context";
import { onboarding } from "@/text/onboarding";
import { Beat } from "./Beat";
import { Details } from "./Details";
import { Frames } from "./Frames";
import styles from "./Onboarding.module.css";
import { type useFirstFiles, useReady, useSaveFirstFiles } from "./useFirstFiles";

/** Time left is worth saying from here on. */
const ETA_SAID_MS = 1500;

/** What becomes of the dropped files, as it becomes. */
export function FirstFiles({ files }: { files: ReturnType<typeof useFirstFiles> }) {
  const t = useText(onboarding);
  const { assets, jobs, refused } = files;
  const [chosen, setChosen] = useState<string | null>(null);
  const asset = assets.find((each) => each.id === chosen) ?? assets[0];
  const ready = useReady(assets, jobs);
  const save = useSaveFirstFiles(assets);
  const compose = useCompose(assets);
  const stop = useStopPreparing();
  // Those that wait as well: no word has come of them yet.
  const mine = jobs.map((job) => job.id);
  if (!asset) return null;
  const problems = [...refused, ...ready.failures.map((failure) => failure.error)];
  const isStopped = ready.stopped.length > 0 && !ready.isUnderWay;
  const words = new Map(problems.map((problem) => [problem.message, problem]));
  return (
    <>
      <div className={styles.scroll}>
        <Source asset={asset} onFocus={() => compose(asset.id)} />
        {assets.length > 1 && <Strip assets={assets} value={asset.id} onChange={setChosen} />}
        <Beat done={ready.done} total={ready.total} isStopped={isStopped} />
        <Frames
          asset={asset}
          renditions={ready.renditions}
          busy={ready.done < ready.total && !ready.stopped.includes(asset.id)}
        />
        <Details asset={asset} renditions={ready.renditions} />
        {words.size > 0 && (
          <div className={styles.failures} role="status">
            {[...words.values()].map((problem) => (
              <ProblemLine
                key={problem.message}
                warning
                words={[problem.message, problem.fix].filter(Boolean).join(" ")}
              />
            ))}
          </div>
        )}
      </div>
      <div className={styles.out}>
        <span className={`${styles.outWords} num`} role="status">
          <b>{t.readyCount(ready.done)}</b>
          {ready.done < ready.total && ` ${t.ofTotal(ready.total)}`}
          {ready.etaMs !== null && ready.etaMs > ETA_SAID_MS && t.timeLeft(Math.round(ready.etaMs / 1000))}
          {isStopped && t.stopped}
        </span>
        {(ready.isUnderWay || isStopped || stop.isPending) && (
          <IconButton
            label={isStopped ? t.goOn : t.stop}
            icon={isStopped ? RotateCcw : Square}
            onPress={() => (isStopped ? files.goOn() : stop.mutate(mine))}
          />
        )}
        <Button look="ghost" icon={PenLine} onPress={() => compose(null)}>
          {t.write}
        </Button>
        <Button
          look="primary"
          size="lg"
          icon={FolderDown}
          isDisabled={save.isPending}
          onPress={() => save.mutate()}
        >
          {t.save}
        </Button>
      </div>
    </>
  );
}

/** A post of these files for every network; with an asset, its close-up opens at once. */
function useCompose(assets: readonly Asset[]) {
  const navigate = useNavigate();
  const networks = useNetworks();
  const create = useCreatePost();
  const draft = {
    title: "",
    state: "draft" as const,
    body: { text: "", fields: {}, media: [] },
    targets: networks.map((network) => ({ network: network.id, account: null, format: null })),
    variants: [],
    wish: null,
  };
  return (medium: string | null) =>
    create.mutate(
      { draft, asset_ids: assets.map((asset) => asset.id) },
      {
        onSuccess: (post) =>
          navigate({ to: "/compose", search: { post: post.id, ...(medium ? { medium } : {}) } }),
      },
    );
}

function Source({ asset, onFocus }: { asset: Asset; onFocus: () => void }) {
  const t = useText(onboarding);
  const lang = useLang();
  const { info } = asset;
  return (
    <div className={styles.source}>
      <img className={styles.thumb} src={mediaUrl("thumb", asset.id)} alt="" />
      <div className={styles.sourceWords}>
        <h2 className={styles.sourceName}>{asset.name}</h2>
        <p className={`${styles.facts} num`}>
          {t.facts(info.width_px, info.height_px, fileSize(lang, info.bytes))}
          {info.duration_ms !== null && `, ${clock(info.duration_ms)}`}
        </p>
      </div>
      {info.kind === "image" && (
        <Button icon={Crosshair} onPress={onFocus}>
          {t.moveFocus}
        </Button>
      )}
    </div>
  );
}

function Strip(props: { assets: readonly Asset[]; value: string; onChange: (id: string) => void }) {
  const t = useText(onboarding);
  return (
    <ToggleButtonGroup
      className={styles.strip ?? ""}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[props.value]}
      onSelectionChange={(keys) => {
        const chosen = props.assets.find((asset) => keys.has(asset.id));
        if (chosen) props.onChange(chosen.id);
      }}
    >
      {props.assets.map((asset) => (
        <ToggleButton key={asset.id} id={asset.id} aria-label={t.item(asset.name)}>
          <img src={mediaUrl("thumb", asset.id)} alt="" />
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
