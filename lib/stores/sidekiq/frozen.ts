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
import { frozenPlanner } from "./plan-frozen";
import { type Hint, type SetSought, seekInSet } from "./seek-set";
import { isFromQueue } from "./undo-memo";
import { scoreNumber } from "./walk";
import type { WriteContext } from "./write-context";

/** Redis runs what one client has sent before it looks at another: more than two scripts would keep others waiting. */
const IN_FLIGHT = 2;

/**
 * One stretch: look up the exact bytes, then scripts of at most 25 that each check the record, move, and write the
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

/** Entries that were looked up together, and what was sent of them. */
interface Look {
  readonly found: readonly SetSought[];
  readonly planned: PlannedEntry[];
  readonly sent: Promise<string[] | null>[];
}

async function applyInSet(
  context: WriteContext,
  request: InSet,
  options: CallOptions | undefined,
  script: Script,
): Promise<FrozenResult> {
  const { list, from } = request;
  const identities = request.identities.slice(0, limits.entriesPerStretch).map(decodeIdentity);
  const key = context.keys.set(list.set);
  // What goes back into a queue goes in the order of the queue.
  const ordered = !request.memos?.some(isFromQueue);
  const seek = (at: number, hint: Hint | null) =>
    seekInSet(context, key, identities.slice(at, at + limits.entriesPerLook), hint, {
      ordered,
      signal: options?.signal,
    });
  const send = sender(context, request, frozenPlanner(request, await context.liveUnit()), script);
  const looks: Look[] = [];
  try {
    let hint = readHint(request.hint);
    let coming: Promise<SetSought[]> | null = null;
    let bytes = 0;
    for (let at = 0; at < identities.length && bytes < limits.stretchBytes; ) {
      const look: Look = { found: await (coming ?? seek(at, hint)), planned: [], sent: [] };
      looks.push(look);
      bytes += look.found.reduce((sum, sought) => sum + (typeof sought === "string" ? 0 : sought.bytes.length), 0);
      const next = at + look.found.length;
      // Entries of another score are read while these are moved; among equal ones it counts how many have left.
      const apart = next < identities.length && identities[next]?.score !== identities[next - 1]?.score;
      coming = apart && bytes < limits.stretchBytes ? seek(next, null) : null;
      coming?.catch(() => {});
      await send(look, at);
      if (!apart) {
        const answer = await answerOf(look);
        if (answer.length < look.found.length) break;
        hint = nextHint(hint, answer, look);
      }
      at = next;
    }
  } finally {
    await Promise.allSettled(looks.flatMap(({ sent }) => sent));
  }
  return resultOf(looks, from, readHint(request.hint));
}

async function resultOf(looks: readonly Look[], from: number, before: Hint | null): Promise<FrozenResult> {
  const counts: Record<OutcomeStatus, number> = { done: 0, gone: 0, refused: 0, unknown: 0 };
  let hint = before;
  let cursor = from;
  for (const look of looks) {
    const answer = await answerOf(look);
    for (const letter of answer) counts[readLetter(letter).status]++;
    cursor += answer.length;
    hint = nextHint(hint, answer, look);
    if (answer.length < look.found.length) break;
  }
  if (cursor === from) return { status: "fenced", counts, cursor, hint: null };
  return { status: "applied", counts, cursor, hint: hint && `${hint.score}:${hint.skip}` };
}

/** Sends what was found in scripts, of which few are on their way at a time; plans each while those before it run. */
function sender(
  context: WriteContext,
  { list, verb, from, batch, commit }: InSet,
  plan: ReturnType<typeof frozenPlanner>,
  script: Script,
): (look: Look, at: number) => Promise<void> {
  const source = { key: context.keys.set(list.set), kind: "zset" as const, origin: list.set };
  const running: Promise<string[] | null>[] = [];
  const plannedOf = (sought: SetSought, index: number): PlannedEntry => {
    if (typeof sought === "string") return { entry: null, plan: { act: "is", letter: letters[sought] } };
    const entry = { bytes: sought.bytes, at: { set: list.set, score: sought.score } };
    return { entry, plan: plan(entry, index) };
  };
  return async ({ found, planned, sent }, first) => {
    for (let at = 0; at < found.length; ) {
      const end = at + limits.entriesPerBulkScript;
      for (const sought of found.slice(planned.length, end)) planned.push(plannedOf(sought, first + planned.length));
      const rest = planned.slice(at, end);
      const entries = rest.slice(0, chunkSize(rest));
      if (running.length >= IN_FLIGHT) await Promise.allSettled([running.shift()]);
      const progress = { ...commit, from: from + first + at };
      const call = runMove(context, { source, entries, batch, verb, commit: progress, lane: "bulk" }, script);
      call.catch(() => {});
      running.push(call);
      sent.push(call);
      at += entries.length;
    }
  };
}

/** The letters of what was applied from the start on; fewer than were looked up when the operation is no longer ours. */
async function answerOf({ sent }: Look): Promise<string[]> {
  const answer: string[] = [];
  for (const chunk of await Promise.allSettled(sent)) {
    if (chunk.status === "rejected") throw chunk.reason;
    if (chunk.value === null) break;
    answer.push(...chunk.value);
  }
  return answer;
}

/** Where the next identity of the last score should stand, now that what was done has left the set. */
function nextHint(before: Hint | null, answer: readonly string[], { found, planned }: Look): Hint | null {
  const members = found.slice(0, answer.length);
  const last = members.findLast((sought) => typeof sought !== "string");
  if (!last) return before;
  const score = scoreNumber(last.score);
  const left = members.filter(
    (sought, i) =>
      typeof sought !== "string" &&
      scoreNumber(sought.score) === score &&
      answer[i] === letters.done &&
      leaves(planned[i], sought.score),
  ).length;
  return { score, skip: Math.max(0, last.rank + 1 - left) };
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
