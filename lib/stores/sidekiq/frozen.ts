import "server-only";
import { limits } from "@/lib/config/limits";
import type { OutcomeStatus } from "@/lib/domain/action.schema";
import { letters, readLetter } from "@/lib/domain/outcome-letters";
import type { Script } from "@/lib/redis/link";
import type { CallOptions, FrozenRequest, FrozenResult } from "@/lib/stores/port";
import { applyInQueue } from "./frozen-queue";
import { decodeIdentity } from "./identity";
import { moveEntries } from "./lua/move-entries";
import { chunkSize, type PlannedEntry, runMove } from "./move-call";
import { planFrozen } from "./plan-frozen";
import { type Hint, type SetSought, seekInSet } from "./seek-set";
import { scoreNumber } from "./walk";
import type { WriteContext } from "./write-context";

/** Redis runs what one client has sent before it looks at another: more than two scripts would keep others waiting. */
const IN_FLIGHT = 2;

/**
 * One stretch: find the exact bytes, then scripts of at most 50 that each check the record, move, and write the
 * progress. In a set the next is sent before the last has answered: the cursor in the record lets each run only
 * right after the one before it.
 */
export function applyFrozen(
  context: WriteContext,
  request: FrozenRequest,
  options: CallOptions | undefined,
  script: Script = moveEntries,
): Promise<FrozenResult> {
  const { list } = request;
  return "queue" in list
    ? applyInQueue(context, { ...request, list }, options, script)
    : applyInSet(context, { ...request, list }, options, script);
}

type InSet = FrozenRequest & { list: Extract<FrozenRequest["list"], { set: unknown }> };

async function applyInSet(
  context: WriteContext,
  request: InSet,
  options: CallOptions | undefined,
  script: Script,
): Promise<FrozenResult> {
  const { list, from } = request;
  const identities = request.identities.slice(0, limits.entriesPerStretch).map(decodeIdentity);
  const hint = readHint(request.hint);
  const found = await seekInSet(context, context.keys.set(list.set), identities, hint, options?.signal);
  const liveUnit = await context.liveUnit();
  const planned: PlannedEntry[] = [];
  const plan = (sought: SetSought, i: number): PlannedEntry => {
    if (typeof sought === "string") return { entry: null, plan: { act: "is", letter: letters[sought] } };
    const entry = { bytes: sought.bytes, at: { set: list.set, score: sought.score } };
    return { entry, plan: planFrozen(entry, request, i, liveUnit) };
  };
  const upTo = (end: number) => {
    for (const sought of found.slice(planned.length, end)) planned.push(plan(sought, planned.length));
    return planned;
  };
  const answer = await runChunks(context, request, found.length, upTo, script);
  const counts: Record<OutcomeStatus, number> = { done: 0, gone: 0, refused: 0, unknown: 0 };
  if (answer.length === 0) return { status: "fenced", counts, cursor: from, hint: null };
  for (const letter of answer) counts[readLetter(letter).status]++;
  return { status: "applied", counts, cursor: from + answer.length, hint: nextHint(hint, answer, found, planned) };
}

/**
 * Plans a chunk while the one before it runs.
 * @returns the letters of what was applied from the start on; none when the operation is no longer ours.
 */
async function runChunks(
  context: WriteContext,
  { verb, list, from, batch, commit }: InSet,
  total: number,
  planned: (end: number) => readonly PlannedEntry[],
  script: Script,
): Promise<string[]> {
  const source = { key: context.keys.set(list.set), kind: "zset" as const, origin: list.set };
  const running: Promise<string[] | null>[] = [];
  for (let at = 0; at < total; ) {
    const rest = planned(at + limits.entriesPerScript).slice(at, at + limits.entriesPerScript);
    const entries = rest.slice(0, chunkSize(rest));
    const progress = { ...commit, from: from + at };
    if (running.length >= IN_FLIGHT) await Promise.allSettled([running[running.length - IN_FLIGHT]]);
    running.push(runMove(context, { source, entries, batch, verb, commit: progress, lane: "bulk" }, script));
    at += entries.length;
  }
  const settled = await Promise.allSettled(running);
  const answer: string[] = [];
  for (const chunk of settled) {
    if (chunk.status === "rejected") throw chunk.reason;
    if (chunk.value === null) break;
    answer.push(...chunk.value);
  }
  return answer;
}

/** Where the next identity of the last score should stand, now that what was done has left the set. */
function nextHint(
  before: Hint | null,
  answer: readonly string[],
  found: readonly SetSought[],
  planned: readonly PlannedEntry[],
): string | null {
  const members = found.slice(0, answer.length);
  const last = members.findLast((sought) => typeof sought !== "string");
  if (!last) return before && `${before.score}:${before.skip}`;
  const score = scoreNumber(last.score);
  const left = members.filter(
    (sought, i) =>
      typeof sought !== "string" &&
      scoreNumber(sought.score) === score &&
      answer[i] === letters.done &&
      leaves(planned[i], sought.score),
  ).length;
  return `${score}:${Math.max(0, last.rank + 1 - left)}`;
}

/** A change of the queue's name puts the entry back into its set at its score. */
function leaves(planned: PlannedEntry | undefined, score: string): boolean {
  const { plan, entry } = planned ?? {};
  return !(plan?.act === "set" && entry && "set" in entry.at && plan.set === entry.at.set && plan.score === score);
}

function readHint(text: string | null): Hint | null {
  const [score, skip] = (text ?? "").split(":").map(Number);
  return score !== undefined && skip !== undefined && Number.isFinite(score) && skip >= 0 ? { score, skip } : null;
}
