import "server-only";
import type { LockReleaseRequest, LockReleaseResult, LockSweep, LockSweepRequest } from "@/lib/domain/lock.schema";
import { AppError } from "@/lib/errors/app-error";
import { Patience } from "@/lib/stores/patience";
import type { LockRelease } from "@/lib/stores/port";
import { type ActionContext, audited, openStore, required } from "./context";

/** Lets go the locks that are still as they were looked at. */
export async function releaseLocks(
  context: ActionContext,
  { kind, locks, reason }: LockReleaseRequest,
): Promise<LockReleaseResult> {
  const facet = required(openStore(context).locks, context.source);
  const release = required(facet.release, context.source);
  return audited(context, {
    action: "lock.release",
    targets: locks.map(({ digest }) => digest),
    reason,
    work: async () => {
      const outcomes = await release.call(facet, kind, locks);
      const results = locks.map(({ digest }, index) => ({ digest, outcome: outcomes[index] ?? ("refused" as const) }));
      return { results, ...countOf(outcomes) };
    },
    summarize: (result) => ({ outcome: outcomeOf(result, locks.length) }),
  });
}

/**
 * Checks all locks of a kind once more and lets go those whose jobs are found nowhere, never more than were
 * confirmed. Each step goes to `tell`; what is done stays done when the caller leaves.
 */
export async function releaseOrphaned(
  context: ActionContext,
  { kind, expected, reason }: LockSweepRequest,
  tell: (step: LockSweep) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const facet = required(openStore(context).locks, context.source);
  const release = required(facet.release, context.source);
  const patience = new Patience(signal);
  const sum = { released: 0, gone: 0, changed: 0, refused: 0 };
  const names: string[] = [];
  await audited(context, {
    action: "lock.release_orphaned",
    targets: [kind],
    total: expected,
    reason,
    work: async () => {
      for await (const check of facet.check(kind, null, { signal })) {
        const left = expected - (sum.released + sum.gone + sum.changed + sum.refused);
        const orphaned = check.verdicts.slice(0, left).flatMap(releaseOf);
        if (orphaned.length > 0) {
          // Done twice after a lost reply, a release finds its locks gone.
          const outcomes = await patience.wait(() => release.call(facet, kind, orphaned));
          for (const [name, count] of Object.entries(countOf(outcomes))) {
            sum[name as keyof typeof sum] += count;
          }
          names.push(...orphaned.slice(0, Math.max(0, 100 - names.length)).map(({ digest }) => digest));
        }
        await tell({ check: { ...check, verdicts: [] }, ...sum, done: false });
      }
      await tell({ check: null, ...sum, done: true });
      if (signal.aborted) throw new AppError("conflict", {});
    },
    summarize: () => ({ outcome: outcomeOf(sum, expected), targets: names }),
  });
}

function releaseOf(verdict: { digest: string; token: string | null; missing: string[] }): LockRelease[] {
  const { digest, token, missing } = verdict;
  return token === null ? [] : [{ digest, token, jids: missing }];
}

function countOf(outcomes: readonly string[]) {
  const count = (word: string) => outcomes.filter((outcome) => outcome === word).length;
  return { released: count("released"), gone: count("gone"), changed: count("changed"), refused: count("refused") };
}

function outcomeOf(sum: { released: number; gone: number; changed: number; refused: number }, requested: number) {
  return { requested, done: sum.released, gone: sum.gone, refused: sum.changed + sum.refused, unknown: 0 };
}
