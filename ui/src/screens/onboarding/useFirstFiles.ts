import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { FolderCheck } from "lucide-react";
import { useState } from "react";
import { tellFailure } from "@/app/queryClient";
import { useImport, useSayImported } from "@/features/media/useImport";
import {
  type Asset,
  call,
  type ErrorDto,
  type Job,
  pickFolder,
  type Rendition,
  type RenditionFailure,
  useProgress,
} from "@/ipc";
import { toast } from "@/kit/toasts";
import { useText } from "@/text/context";
import { onboarding } from "@/text/onboarding";

const NO_FILES: readonly Rendition[] = [];
const NO_FAILURES: readonly RenditionFailure[] = [];
const NONE_STOPPED: readonly string[] = [];

export type Ready = {
  renditions: readonly Rendition[];
  failures: readonly RenditionFailure[];
  /** Assets whose files the person stopped before all were made. */
  stopped: readonly string[];
  isUnderWay: boolean;
  done: number;
  total: number;
  etaMs: number | null;
};

/** Dropped files: each is asked for in every network's form at once. */
export function useFirstFiles() {
  const [assets, setAssets] = useState<readonly Asset[]>([]);
  const [jobs, setJobs] = useState<Readonly<Record<string, Job>>>({});
  const client = useQueryClient();
  const [refused, setRefused] = useState<readonly ErrorDto[]>([]);
  const importFiles = useImport();
  const say = useSayImported();
  const prepare = useMutation({
    mutationFn: (asked: { assets: readonly Asset[]; keepStopped?: boolean }) =>
      call("prepare_start", {
        asset_ids: asked.assets.map((asset) => asset.id),
        ...(asked.keepStopped ? { keep_stopped: true } : {}),
      }),
    onSuccess: (prepared) => {
      const fresh = Object.fromEntries(prepared.jobs.map((job) => [job.asset_id, job]));
      setJobs((known) => ({ ...known, ...fresh }));
      setRefused(prepared.failures);
      void client.invalidateQueries({ queryKey: ["renditions"] });
    },
    meta: { failure: true },
  });
  const take = async (ids: readonly string[]) => {
    const known = new Set(assets.map((asset) => asset.id));
    const fresh = await Promise.all(
      ids.filter((id) => !known.has(id)).map((id) => call("asset_get", { id }).then(({ asset }) => asset)),
    );
    const all = [...assets, ...fresh];
    setAssets(all);
    prepare.mutate({ assets: all, keepStopped: true });
  };
  const open = async (paths: readonly string[]) => {
    const brought = await importFiles.mutateAsync(paths);
    say(brought);
    if (brought.assets.length > 0 && brought.elsewhere === null)
      await take(brought.assets.map((asset) => asset.id));
  };
  const goOn = () => prepare.mutate({ assets });
  return { assets, jobs: Object.values(jobs), refused, take, open, goOn, reading: importFiles.isPending };
}

/** How far the files are: what is there, what could not be made, what is left. */
export function useReady(assets: readonly Asset[], asked: readonly Job[]): Ready {
  const ids = assets.map((asset) => asset.id);
  const { data } = useQuery({
    queryKey: ["renditions", "assets", ids],
    queryFn: () => call("rendition_list", { asset_ids: ids }),
    enabled: ids.length > 0,
    placeholderData: (before) => before,
  });
  const byJob = useProgress((state) => state.byJob);
  const jobs = Object.values(byJob).filter((job) => ids.includes(job.asset_id));
  const left = jobs.flatMap((job) => (job.eta_ms === null ? [] : [job.eta_ms]));
  const total = asked.reduce((sum, job) => sum + job.total, 0);
  const renditions = data?.renditions ?? NO_FILES;
  return {
    renditions,
    failures: data?.failures ?? NO_FAILURES,
    stopped: data?.stopped ?? NONE_STOPPED,
    isUnderWay: jobs.length > 0 || (data?.pending ?? 0) > 0,
    done: renditions.length,
    total: Math.max(total, renditions.length),
    etaMs: left.length > 0 ? Math.max(...left) : null,
  };
}

/** Writes the files into a folder that the person chooses: works with no account. */
export function useSaveFirstFiles(assets: readonly Asset[]) {
  const t = useText(onboarding);
  return useMutation({
    mutationFn: async () => {
      const folder = await pickFolder(t.saveIn);
      return folder ? call("export_files", { asset_ids: assets.map((asset) => asset.id), folder }) : null;
    },
    onSuccess: (exported) => {
      if (!exported) return;
      for (const failure of exported.failures) tellFailure(failure);
      toast(t.saved(exported.files.length), {
        icon: FolderCheck,
        action: {
          label: t.show,
          run: () => void call("path_reveal", { path: exported.folder }).catch(tellFailure),
        },
      });
    },
    meta: { failure: true },
  });
}
