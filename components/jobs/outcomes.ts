import type { JobActionResult, RefusalReason } from "@/lib/domain/action.schema";

export interface OutcomeSummary {
  done: number;
  gone: number;
  unknown: number;
  refused: readonly { reason: RefusalReason | null; count: number }[];
  /** Where the done ones went, most first. */
  destinations: readonly string[];
  /** The jid of the one job that was done, when it was one. */
  jid: string | null;
  /** Refs left alone because another job holds their lock. */
  lockHeld: readonly string[];
  /** Refs left alone because neither the trash nor the store has room to keep them. */
  noRoom: readonly string[];
}

/** What a toast has to say of a result. */
export function summarize(result: JobActionResult): OutcomeSummary {
  const refused = new Map<RefusalReason | null, number>();
  const destinations = new Map<string, number>();
  const done = result.outcomes.filter((outcome) => outcome.status === "done");
  for (const outcome of result.outcomes) {
    if (outcome.status === "refused") refused.set(outcome.reason, (refused.get(outcome.reason) ?? 0) + 1);
    if (outcome.status === "done" && outcome.destination !== null) {
      destinations.set(outcome.destination, (destinations.get(outcome.destination) ?? 0) + 1);
    }
  }
  return {
    done: result.done,
    gone: result.gone,
    unknown: result.unknown,
    refused: [...refused].map(([reason, count]) => ({ reason, count })),
    destinations: [...destinations].sort((a, b) => b[1] - a[1]).map(([name]) => name),
    jid: done.length === 1 ? (done[0]?.jid ?? null) : null,
    lockHeld: refsOf(result, "lock_held"),
    noRoom: [...refsOf(result, "trash_full"), ...refsOf(result, "store_full")],
  };
}

const refsOf = ({ outcomes }: JobActionResult, reason: RefusalReason) =>
  outcomes.filter((each) => each.reason === reason).map(({ ref }) => ref);
