/** One line of the palette. `words` is what typing is compared with; the first of them is shown. */
export interface PaletteEntry {
  readonly id: string;
  readonly group: "found" | "pages" | "queues" | "classes" | "cron" | "actions";
  readonly label: string;
  readonly hint?: string;
  readonly run: () => void;
}

const SHOWN_OF_A_GROUP = 6;

/** Those that hold every word typed, what begins with it first; a few of each group. */
export function matchingEntries(entries: readonly PaletteEntry[], typed: string): PaletteEntry[] {
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const holds = entries.filter(({ label, group }) => {
    const text = label.toLowerCase();
    return group === "found" || words.every((word) => text.includes(word));
  });
  const rank = ({ label }: PaletteEntry) => (label.toLowerCase().startsWith(words[0] ?? "") ? 0 : 1);
  const counts = new Map<string, number>();
  return GROUPS.flatMap((group) =>
    holds.filter((entry) => entry.group === group).sort((a, b) => rank(a) - rank(b)),
  ).filter(({ group }) => {
    const count = (counts.get(group) ?? 0) + 1;
    counts.set(group, count);
    return count <= (typed === "" && group === "pages" ? 40 : SHOWN_OF_A_GROUP);
  });
}

/** What is there at once stands before the search, which every text has; what comes later stands below, so that it moves nothing. */
const GROUPS = ["pages", "queues", "found", "classes", "cron", "actions"] as const;

/** Sidekiq's ids are 24 hex digits, Active Job's are UUIDs. */
export const looksLikeJobId = (text: string): boolean =>
  /^[0-9a-f]{24}$/i.test(text) || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
