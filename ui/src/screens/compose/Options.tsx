import {
  AlignLeft,
  EyeOff,
  Link2,
  MessageSquarePlus,
  Paperclip,
  Tag,
  Tags,
  TextCursorInput,
  Type,
} from "lucide-react";
import { Glyph } from "@/features/network/Glyph";
import { networkName, useNetworks } from "@/features/network/useNetworks";
import { type Voice, variantOf } from "@/features/post/body";
import { useDraft, useDraftState } from "@/features/post/DraftContext";
import { setField } from "@/features/post/edits";
import { useStudio } from "@/features/studio/useStudio";
import type { Check, FieldLength, Network, NetworkId, Target } from "@/ipc";
import { cx } from "@/kit/classes";
import { type IconType, STROKE } from "@/kit/icon";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import styles from "./Options.module.css";

/** Fields that belong to a medium, and are asked for there. */
const ELSEWHERE = ["alt_text", "alt"];
const KNOWN: Readonly<Record<string, [keyof (typeof compose)["en"] & `field${string}`, IconType]>> = {
  title: ["fieldTitle", Type],
  description: ["fieldDescription", AlignLeft],
  link: ["fieldLink", Link2],
  tags: ["fieldTags", Tags],
  spoiler_text: ["fieldSpoiler", EyeOff],
  first_comment: ["fieldFirstComment", MessageSquarePlus],
  topic_tag: ["fieldTopic", Tag],
  caption: ["fieldCaption", AlignLeft],
  text_attachment: ["fieldAttachment", Paperclip],
};

type Asked = { field: string; networks: NetworkId[]; length: FieldLength | null; required: boolean };

/** What the chosen networks ask for besides the text and the media. The data say what that is. */
export function Options({ voice }: { voice: Voice }) {
  const t = useText(compose);
  const networks = useNetworks();
  const targets = useDraftState(({ shown }) => shown.targets);
  const checks = useDraftState((state) => state.checks);
  const asked = askedFields(networks, targets, checks, voice);
  if (asked.length === 0) return null;
  return (
    <section className={styles.options} aria-label={t.options}>
      {asked.map((each) => (
        <OptionRow key={each.field} asked={each} voice={voice} />
      ))}
    </section>
  );
}

function OptionRow({ asked, voice }: { asked: Asked; voice: Voice }) {
  const t = useText(compose);
  const draft = useDraft();
  const networks = useNetworks();
  const { workspace } = useStudio();
  // Why the draft itself: the field must show each key at once.
  const value = useDraftState(
    ({ draft: now }) => variantOf(now, voice)?.fields[asked.field] ?? now.body.fields[asked.field] ?? "",
  );
  const known = KNOWN[asked.field];
  const Icon = known?.[1] ?? TextCursorInput;
  const name = known ? t[known[0]] : asked.field;
  const over = asked.length?.max_length != null && asked.length.length > asked.length.max_length;
  return (
    <div className={styles.row} data-field={asked.field}>
      <Icon size={15} strokeWidth={STROKE} aria-hidden />
      <span className={styles.name} aria-hidden>
        {name}
      </span>
      <span className={styles.value}>
        <input
          aria-label={name}
          aria-invalid={over || undefined}
          placeholder={t.addValue}
          required={asked.required}
          lang={workspace.lang}
          value={value}
          onChange={(event) => draft.type(setField(voice, asked.field, event.currentTarget.value))}
        />
      </span>
      <span className={cx(styles.end, "num")}>
        {value && asked.length?.max_length != null && (
          <span className={cx(over && styles.over)}>{asked.length.max_length - asked.length.length}</span>
        )}
        <span className={styles.glyphs}>
          {asked.networks.map((network) => (
            <Glyph key={network} network={network} size={12} label={networkName(networks, network)} />
          ))}
        </span>
      </span>
    </div>
  );
}

/** The union of the chosen formats' fields, in the order of the data; on a network's own tab, only that network's. */
function askedFields(
  networks: readonly Network[],
  targets: readonly Target[],
  checks: readonly Check[],
  voice: Voice,
): Asked[] {
  const asked = new Map<string, Asked>();
  const put = (field: string, network: NetworkId, length: FieldLength | null, required: boolean) => {
    const before = asked.get(field);
    if (!before) asked.set(field, { field, networks: [network], length, required });
    else if (!before.networks.includes(network)) before.networks.push(network);
  };
  for (const target of targets) {
    if (voice !== "common" && voice !== `network:${target.network}` && voice !== `account:${target.account}`)
      continue;
    const network = networks.find(({ id }) => id === target.network);
    const check = checks.find((each) => each.network === target.network && each.account === target.account);
    const format =
      network?.formats.find(({ id }) => id === (check?.format ?? target.format)) ?? network?.formats[0];
    for (const rule of format?.texts ?? []) {
      if (rule.main || ELSEWHERE.includes(rule.field)) continue;
      put(
        rule.field,
        target.network,
        check?.fields.find(({ field }) => field === rule.field) ?? null,
        rule.required,
      );
    }
  }
  return [...asked.values()];
}
