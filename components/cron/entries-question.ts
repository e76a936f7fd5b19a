import type { CronEntry } from "@/lib/domain/cron.schema";
import type { CronActions } from "./use-cron-actions";

/** What a question about some entries is given. */
export interface EntriesQuestion {
  entries: readonly CronEntry[];
  actions: CronActions;
  onClose: () => void;
  onDone: () => void;
}

/** The only entry of a question about one; null of a question about several. */
export const onlyEntry = (entries: readonly CronEntry[]): CronEntry | null =>
  entries.length === 1 ? (entries[0] ?? null) : null;
