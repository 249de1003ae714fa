import type { Publication } from "@/ipc";
import { dayIn } from "@/kit/time";

/** Sections of the queue, in their order on screen. */
export const SECTIONS = [
  "in_progress",
  "mend",
  "by_hand",
  "today",
  "tomorrow",
  "later",
  "published",
] as const;
export type SectionId = (typeof SECTIONS)[number];

/** One line of the queue: a post that goes to one or more accounts at one time. */
export type QueueRow = {
  id: string;
  section: SectionId;
  publications: readonly [Publication, ...Publication[]];
};

/** The line that was `before`; else, when its time was changed, the one that what stood in it is in now. */
export function rowAfter(rows: readonly QueueRow[], before: QueueRow): QueueRow | undefined {
  const had = new Set(before.publications.map((publication) => publication.id));
  return (
    rows.find((row) => row.id === before.id) ??
    rows.find((row) => row.publications.some((publication) => had.has(publication.id)))
  );
}

/**
 * Publications of one post at one instant stand in one line, in the section that the most urgent of them needs. Days are
 * those of `zone`, in which `today` is the day.
 */
export function rowsOf(publications: readonly Publication[], zone: string, today: string): QueueRow[] {
  const tomorrow = dayAfter(today);
  const byKey = new Map<string, [Publication, ...Publication[]]>();
  for (const publication of publications) {
    if (publication.state === "cancelled") continue;
    const key = `${publication.post_id} ${publication.due.instant}`;
    const row = byKey.get(key);
    if (row) row.push(publication);
    else byKey.set(key, [publication]);
  }
  const rows = [...byKey].map(([id, members]): QueueRow => {
    const sections = members.map((each) => sectionOf(each, zone, today, tomorrow));
    return { id, publications: members, section: SECTIONS.find((one) => sections.includes(one)) ?? "later" };
  });
  return rows.sort((a, b) => SECTIONS.indexOf(a.section) - SECTIONS.indexOf(b.section) || byTime(a, b));
}

function sectionOf(publication: Publication, zone: string, today: string, tomorrow: string): SectionId {
  switch (publication.status) {
    case "in_progress":
      return "in_progress";
    case "failed":
      return "mend";
    case "published":
      return "published";
    case "draft":
    case "to_approve":
    case "scheduled": {
      if (publication.state === "waiting_for_person") return "by_hand";
      const day = dayIn(zone, publication.due.instant);
      return day <= today ? "today" : day === tomorrow ? "tomorrow" : "later";
    }
  }
}

// What is to come: the next first. What is out: the latest first.
function byTime(a: QueueRow, b: QueueRow): number {
  const order = a.publications[0].due.instant.localeCompare(b.publications[0].due.instant);
  return a.section === "published" ? -order : order;
}

/** The calendar day after `day` (`2026-11-30` gives `2026-12-01`). */
function dayAfter(day: string): string {
  const next = new Date(`${day}T12:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}
