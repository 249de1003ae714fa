import { dismissAlike, useImports } from "@/features/media/imports";
import { Thumb } from "@/features/media/Thumb";
import { useAssets } from "@/features/media/useAssets";
import { useBin } from "@/features/media/useLibrary";
import type { Asset } from "@/ipc";
import { Button } from "@/kit/Button";
import { useText } from "@/text/context";
import { library } from "@/text/library";
import styles from "./Arrivals.module.css";

/** More at once are only counted: who brings in a whole shooting again looks at it elsewhere. */
const SHOWN = 12;

/** Pictures that came in and look like one that was there before, each with what may become of it. */
export function Lookalikes() {
  const t = useText(library);
  const alike = useImports((state) => state.alike);
  const shown = alike.slice(0, SHOWN);
  const assets = useAssets(shown.flatMap(({ asset_id, like_id }) => [asset_id, like_id]));
  return (
    <>
      {shown.map(({ asset_id, like_id }) => (
        <Lookalike key={asset_id} id={asset_id} asset={assets.get(asset_id)} like={assets.get(like_id)} />
      ))}
      {alike.length > SHOWN && <li className={styles.tile}>{t.alikeMore(alike.length - SHOWN)}</li>}
    </>
  );
}

function Lookalike(props: { id: string; asset: Asset | undefined; like: Asset | undefined }) {
  const t = useText(library);
  const { id, asset, like } = props;
  const bin = useBin();
  if (!asset || !like) return null;
  return (
    <li className={styles.tile}>
      {[asset, like].map((each) => (
        <span key={each.id} className={styles.picture}>
          <Thumb id={each.id} kind={each.info.kind} placeholder={each.placeholder} />
        </span>
      ))}
      <div className={styles.words}>
        <b className={styles.name}>{asset.name}</b>
        <p>{t.alike(like.name)}</p>
        <div className={styles.choice}>
          <Button size="sm" aria-label={t.keepBothOf(asset.name)} onPress={() => dismissAlike(id)}>
            {t.keepBoth}
          </Button>
          <Button
            size="sm"
            aria-label={t.toBinOf(asset.name)}
            onPress={() => bin.mutate([id], { onSuccess: () => dismissAlike(id) })}
          >
            {t.toBin}
          </Button>
        </div>
      </div>
    </li>
  );
}
