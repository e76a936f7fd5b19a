import "server-only";
import type { JobVerb } from "@/lib/domain/action.schema";
import type { JobSetName } from "@/lib/domain/job.schema";
import { letters } from "@/lib/domain/outcome-letters";
import { type LockInfo, type LockStep, lockOf, lockToRelease, lockToTake } from "./lock-step";
import { type PayloadScan, scanPayload, stringValue } from "./payload-scan";
import { type Cut, cutsForQueue, spliceQueueName } from "./splice";
import { ownUnit, type StampUnit } from "./stamp-unit";
import { recordHeader } from "./trash-record";

/** Where an entry stands: its score as Redis prints it, or its distance from the tail of a queue. */
export type Standing = { set: JobSetName; score: string } | { queue: string; fromTail: number };

export interface Located {
  readonly bytes: Buffer;
  readonly at: Standing;
}

/** What the script is told to do with one entry. */
export type Plan =
  | { act: "queue"; cuts: readonly Cut[]; unit: StampUnit; queue: string; lock: LockStep | null }
  /** Where the next job to run is, with these bytes. */
  | { act: "tail"; bytes: Buffer; queue: string; lock: LockStep | null }
  | { act: "set"; set: JobSetName; bytes: Buffer; score: string | "now"; lock: LockStep | null }
  | { act: "score"; score: string }
  | { act: "drop"; record: string | null; lock: LockStep | null }
  | { act: "is"; letter: string };

export interface PlanRequest {
  readonly verb: JobVerb;
  readonly atMs?: number | undefined;
  readonly queue?: string | undefined;
  readonly ignoreLock?: boolean | undefined;
  readonly withoutUndo?: boolean | undefined;
  readonly operation: string | null;
  readonly liveUnit: StampUnit | null;
}

const PLACES: Readonly<Record<JobVerb, readonly (JobSetName | "queue")[]>> = {
  retry: ["retry", "dead"],
  run_now: ["scheduled", "retry", "dead"],
  kill: ["scheduled", "retry", "queue"],
  delete: ["scheduled", "retry", "dead", "queue"],
  reschedule: ["scheduled", "retry"],
  move: ["scheduled", "retry", "dead", "queue"],
};

export function allowedIn(verb: JobVerb, place: JobSetName | "queue"): boolean {
  return PLACES[verb].includes(place);
}

/** A private list of super_fetch holds running jobs of the process that owns it. */
export function isPrivate(queue: string): boolean {
  return queue.startsWith("sq|");
}

/** Decides from the bytes alone; reads nothing. */
export function planEntry(entry: Located, request: PlanRequest): Plan {
  const place = "set" in entry.at ? entry.at.set : "queue";
  if (!allowedIn(request.verb, place)) return is(letters.wrongPlace);
  if ("queue" in entry.at && isPrivate(entry.at.queue)) return is(letters.wrongPlace);
  const scan = scanPayload(entry.bytes);
  const lock = scan.ok ? lockOf(entry.bytes, scan) : null;
  switch (request.verb) {
    case "delete": {
      const record = request.withoutUndo ? null : recordHeader(entry.at, request.operation);
      return { act: "drop", record, lock: lockToRelease(lock) };
    }
    case "kill":
      return { act: "set", set: "dead", bytes: entry.bytes, score: "now", lock: lockToRelease(lock) };
    case "reschedule":
      return request.atMs === undefined
        ? is(letters.destinationInvalid)
        : { act: "score", score: scoreOf(request.atMs) };
    default:
      return scan.ok && isRunnable(scan) ? planPush(entry, scan, lock, request) : is(letters.malformed);
  }
}

/** Epoch milliseconds as the seconds a score is. */
export function scoreOf(atMs: number): string {
  return String(atMs / 1_000);
}

const is = (letter: string): Plan => ({ act: "is", letter });

/** What a worker could run at all; anything else it would lose or bury, so it stays where it can be seen. */
function isRunnable(scan: PayloadScan): boolean {
  return scan.last.get("args")?.kind === "array" && scan.last.get("class")?.kind === "string";
}

function planPush(entry: Located, scan: PayloadScan, lock: LockInfo | null, request: PlanRequest): Plan {
  const { bytes, at } = entry;
  const current = scan.last.has("queue") ? stringValue(bytes, scan, "queue") : "default";
  const queue = request.verb === "move" ? (request.queue ?? null) : current;
  if (!queue || isPrivate(queue)) return is(letters.destinationInvalid);
  if (request.verb === "move" && "set" in at && at.set !== "dead") {
    if (lock) return is(letters.lockHeld);
    if (queue === current) return is(letters.destinationInvalid);
    return { act: "set", set: at.set, bytes: spliceQueueName(bytes, scan, queue), score: at.score, lock: null };
  }
  if ("queue" in at && at.queue === queue) return is(letters.destinationInvalid);
  const edits = {
    decrement: request.verb === "retry",
    // The digest of a unique lock covers the queue: a locked payload keeps the name it has.
    queue: request.verb === "move" && !lock && queue !== current ? queue : null,
  };
  const unit = request.liveUnit ?? ownUnit(bytes, scan);
  return {
    act: "queue",
    cuts: cutsForQueue(bytes, scan, edits),
    unit,
    queue,
    // sidekiq-unique-jobs 7 lets go the lock of a job that failed; a worker drops a job whose lock another one holds.
    lock: "set" in at ? lockToTake(lock, request.ignoreLock ?? false) : null,
  };
}
