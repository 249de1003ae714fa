import { useNavigate } from "@tanstack/react-router";
import { FileCheck2, ImagePlus, Lock, WifiOff } from "lucide-react";
import { Mark } from "@/app/shell/Mark";
import { useDropTaker } from "@/app/useDropTaker";
import { Arriving } from "@/features/media/Arriving";
import { useSetLook, useStudio } from "@/features/studio/useStudio";
import { pickFiles } from "@/ipc";
import { Button } from "@/kit/Button";
import { cx } from "@/kit/classes";
import { STROKE } from "@/kit/icon";
import { useText } from "@/text/context";
import { onboarding } from "@/text/onboarding";
import { FirstFiles } from "./FirstFiles";
import styles from "./Onboarding.module.css";
import { useFirstFiles } from "./useFirstFiles";

/** One window, one sentence, one drop. */
export function Onboarding() {
  const t = useText(onboarding);
  const navigate = useNavigate();
  const { lang, platform } = useStudio();
  const look = useSetLook();
  const files = useFirstFiles();
  const { take, open } = files;
  useDropTaker({ action: t.veil, take: (ids) => void take(ids).catch(() => undefined) });
  const choose = async () => {
    const paths = await pickFiles(t.pick);
    if (paths.length > 0) await open(paths);
  };
  return (
    <div className={cx(styles.window, platform === "macos" && styles.mac)}>
      <main className={styles.left} data-region>
        <div className={styles.drag} data-tauri-drag-region />
        <Button
          className={styles.lang ?? ""}
          look="ghost"
          size="sm"
          lang={lang === "fr" ? "en" : "fr"}
          onPress={() => look.mutate({ lang: lang === "fr" ? "en" : "fr" })}
        >
          {t.otherLanguage}
        </Button>
        <span className={styles.brand}>
          <Mark size={30} />
          <span aria-hidden>Upbeat</span>
        </span>
        <h1 className={styles.headline}>{t.headline}</h1>
        <p className={styles.promise}>{t.promise}</p>
        <div className={styles.actions}>
          <Button
            look="primary"
            size="lg"
            icon={ImagePlus}
            onPress={() => void choose().catch(() => undefined)}
          >
            {t.pick}
          </Button>
          <Button size="lg" onPress={() => navigate({ to: "/connections" })}>
            {t.connect}
          </Button>
        </div>
        <ul className={styles.assurances}>
          <li>
            <WifiOff size={17} strokeWidth={STROKE} aria-hidden />
            {t.offline}
          </li>
          <li>
            <FileCheck2 size={17} strokeWidth={STROKE} aria-hidden />
            {t.untouched}
          </li>
          <li>
            <Lock size={17} strokeWidth={STROKE} aria-hidden />
            {t.yours}
          </li>
        </ul>
        <Button className={styles.studio ?? ""} look="ghost" onPress={() => navigate({ to: "/compose" })}>
          {t.studio}
        </Button>
      </main>
      <section className={styles.right} aria-label={t.panel} data-region>
        <Arriving className={styles.arriving} />
        {files.assets.length > 0 ? (
          <FirstFiles files={files} />
        ) : (
          <div className={styles.target}>
            <div className={styles.emptyBox} role="status">
              <span>
                <ImagePlus size={26} strokeWidth={1.5} aria-hidden />
                {files.reading ? t.reading : t.dropHere}
              </span>
            </div>
          </div>
        )}
      </section>
    </div>
  );
}
