import "server-only";
import { limits } from "@/lib/config/limits";
import type { Operation, OperationCanary } from "@/lib/domain/operation.schema";
import { letters } from "@/lib/domain/outcome-letters";
import type { OperationRecord, OperationStore } from "@/lib/state/operation-store";
import type { JobPlaceWord, JobReader } from "@/lib/stores/port";
import { readDetails } from "./details";

const DONE = letters.done.charCodeAt(0);
/** Clocks of Signalbox and of the store differ by less than this. */
const CLOCKS_MS = 2_000;
/** Looking takes at most this share of the time. */
const DUTY = 0.2;

/** How far the first jobs go, when their outcome is still to be waited for. */
export function canaryEnd({ pace, canary, total }: Operation): number | null {
  if (pace.kind !== "canary" || canary?.verdict === "passed" || pace.first >= total) return null;
  return pace.first;
}

/** Watches the first jobs of an operation; what it has seen fail stays failed. */
export class CanaryWatch {
  readonly #state: OperationStore;
  readonly #missingSince = new Map<string, number>();
  readonly #failed = new Map<string, "failedAgain" | "dead">();
  #jobs: { jid: string; activeJobId: string | null }[] | null = null;
  #queues: string[] = [];

  constructor(state: OperationStore) {
    this.#state = state;
  }

  /** One look. @returns what is known now, and how long to wait before the next */
  async look(
    record: OperationRecord,
    reader: JobReader,
    nowMs: number,
  ): Promise<{ canary: OperationCanary; waitMs: number }> {
    const { operation } = record;
    const sinceMs = operation.canary?.sinceMs ?? nowMs;
    const jobs = this.#jobs ?? (await this.#readJobs(operation));
    this.#jobs = jobs;
    const startedMs = performance.now();
    const seen = await reader.whereabouts({
      jobs,
      queues: this.#queues,
      sinceMs: (operation.startedAtMs ?? sinceMs) - CLOCKS_MS,
    });
    const tookMs = performance.now() - startedMs;
    const counts = { waiting: 0, running: 0, failedAgain: 0, dead: 0, left: 0 };
    for (const { jid } of jobs) counts[this.#wordOf(jid, seen.places.get(jid) ?? "nowhere", nowMs)]++;
    const error = mostFrequent(seen.errors) ?? operation.canary?.error ?? null;
    const canary = { sinceMs, ...counts, verdict: verdictOf(operation, counts, jobs.length, nowMs - sinceMs), error };
    return { canary, waitMs: Math.max(limits.canaryLookMs, tookMs / DUTY) };
  }

  #wordOf(jid: string, word: JobPlaceWord, nowMs: number): "waiting" | "running" | "failedAgain" | "dead" | "left" {
    if (word === "failedAgain" || word === "dead") this.#failed.set(jid, word);
    const failed = this.#failed.get(jid);
    if (failed) return failed;
    if (word !== "nowhere") {
      this.#missingSince.delete(jid);
      return word;
    }
    const since = this.#missingSince.get(jid) ?? nowMs;
    this.#missingSince.set(jid, since);
    return nowMs - since >= limits.canaryLeftMs ? "left" : "running";
  }

  async #readJobs(operation: Operation) {
    const count = operation.pace.kind === "canary" ? operation.pace.first : 0;
    const [outcomes, details] = await Promise.all([
      this.#state.outcomes(operation.id, 0, count),
      readDetails(this.#state, operation.id, 0, count),
    ]);
    const moved = details.filter((_, i) => outcomes[i] === DONE);
    const to = operation.verb === "move" ? operation.params.queue : null;
    this.#queues = [...new Set(moved.map(({ queue }) => to ?? queue ?? "default"))];
    return moved.flatMap(({ jid, activeJobId }) => (jid === null ? [] : [{ jid, activeJobId }]));
  }
}

/** Settled is what has failed again, died or left; too many failures settle it early. */
function verdictOf(
  { pace }: Operation,
  counts: Pick<OperationCanary, "waiting" | "running" | "failedAgain" | "dead">,
  jobs: number,
  waitedMs: number,
): OperationCanary["verdict"] {
  if (pace.kind !== "canary") return "passed";
  const failed = counts.failedAgain + counts.dead;
  if (failed > 0 && failed * 100 >= pace.belowPercent * jobs) return "failed";
  if (counts.waiting + counts.running === 0) return "passed";
  return waitedMs >= pace.waitSec * 1_000 ? "undecided" : "watching";
}

function mostFrequent(errors: readonly { class: string | null; message: string | null }[]): OperationCanary["error"] {
  const counted = new Map<string, { class: string | null; message: string | null; count: number }>();
  for (const error of errors) {
    const name = error.class ?? "";
    const known = counted.get(name);
    if (known) known.count++;
    else counted.set(name, { ...error, count: 1 });
  }
  return [...counted.values()].sort((a, b) => b.count - a.count)[0] ?? null;
}
