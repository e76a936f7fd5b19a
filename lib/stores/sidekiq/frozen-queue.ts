import "server-only";
import { limits } from "@/lib/config/limits";
import type { OutcomeStatus } from "@/lib/domain/action.schema";
import { letters, readLetter } from "@/lib/domain/outcome-letters";
import type { Script } from "@/lib/redis/link";
import type { CallOptions, FrozenRequest, FrozenResult } from "@/lib/stores/port";
import { decodeIdentity } from "./identity";
import { chunkSize, type PlannedEntry, runMove } from "./move-call";
import { frozenPlanner } from "./plan-frozen";
import { type QueueSought, seekInQueue } from "./seek-queue";
import type { WriteContext } from "./write-context";

type InQueue = FrozenRequest & { list: Extract<FrozenRequest["list"], { queue: unknown }> };

/** A list that is popped all the time moves under a write; after this many looks the next entry is `unknown`. */
const LOOKS = 4;

/**
 * One stretch of a queue. An entry has no address but its bytes and its place, which every pop changes: a script
 * stops in front of the first one that has moved, and the rest is looked up anew.
 */
export async function applyInQueue(
  context: WriteContext,
  request: InQueue,
  options: CallOptions | undefined,
  script: Script,
): Promise<FrozenResult> {
  const identities = request.identities.slice(0, limits.entriesPerLook).map(decodeIdentity);
  const key = context.keys.queue(request.list.queue);
  let drift = Number(request.hint ?? 0) || 0;
  for (let look = 1; ; look++) {
    const sought = await seekInQueue(context, key, identities, drift, options?.signal);
    drift = sought.drift;
    const answer = await runInTurn(context, request, sought.found, look >= LOOKS, script);
    if (answer === null || answer.length > 0) return result(request, answer, drift);
  }
}

function result(request: InQueue, answer: string[] | null, drift: number): FrozenResult {
  const counts: Record<OutcomeStatus, number> = { done: 0, gone: 0, refused: 0, unknown: 0 };
  if (answer === null) return { status: "fenced", counts, cursor: request.from, hint: null };
  for (const letter of answer) counts[readLetter(letter).status]++;
  return { status: "applied", counts, cursor: request.from + answer.length, hint: String(drift) };
}

/** Script after script, each with the places that the one before it left. @returns null when the operation is no longer ours */
async function runInTurn(
  context: WriteContext,
  request: InQueue,
  found: readonly QueueSought[],
  giveUp: boolean,
  script: Script,
): Promise<string[] | null> {
  const { list, from, batch, verb, commit } = request;
  const source = {
    key: context.keys.queue(list.queue),
    kind: "list" as const,
    origin: `queue:${list.queue}`,
  };
  const plan = frozenPlanner(request, await context.liveUnit());
  const answer: string[] = [];
  const taken: number[] = [];
  const planned = (index: number): PlannedEntry => {
    const sought = found[index];
    if (sought === undefined || sought === "gone") return { entry: null, plan: { act: "is", letter: letters.gone } };
    if (giveUp && index === 0) return { entry: null, plan: { act: "is", letter: letters.unknown } };
    const fromTail = sought.fromTail - taken.filter((place) => place < sought.fromTail).length;
    const entry = { bytes: sought.bytes, at: { queue: list.queue, fromTail } };
    return { entry, plan: plan(entry, index) };
  };
  while (answer.length < found.length) {
    const start = answer.length;
    const rest = found.slice(start, start + limits.entriesPerBulkScript).map((_, i) => planned(start + i));
    const entries = rest.slice(0, chunkSize(rest));
    const progress = { ...commit, from: from + start };
    const reply = await runMove(context, { source, entries, batch, verb, commit: progress, lane: "bulk" }, script);
    if (reply === null) return start === 0 ? null : answer;
    const applied = reply[0] === letters.moved ? [] : reply;
    for (const [i, letter] of applied.entries()) {
      const sought = found[start + i];
      if (letter === letters.done && sought && sought !== "gone") taken.push(sought.fromTail);
    }
    answer.push(...applied);
    if (applied.length < entries.length) return answer;
  }
  return answer;
}
