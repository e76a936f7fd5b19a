import "server-only";
import { letters } from "@/lib/domain/outcome-letters";
import type { FrozenRequest } from "@/lib/stores/port";
import { lockOf, lockToRelease, lockToTake } from "./lock-step";
import { scanPayload } from "./payload-scan";
import { type Located, type Plan, planEntry } from "./plan";
import type { StampUnit } from "./stamp-unit";
import { beforePush, decodePlace } from "./undo-memo";

/** @returns what tells what becomes of entry `index` of a stretch */
export function frozenPlanner(
  request: FrozenRequest,
  liveUnit: StampUnit | null,
): (entry: Located, index: number) => Plan {
  const { verb, batch, memos, atMs, queue, ignoreLock, withoutUndo } = request;
  if (verb === "undo") return (entry, index) => planUndo(entry, memos?.[index] ?? "");
  const planned = { verb, atMs, queue, ignoreLock, withoutUndo, operation: batch.operation, liveUnit };
  return (entry) => planEntry(entry, planned);
}

/** Back where the memo says it was, with the bytes it had there. */
function planUndo(entry: Located, memo: string): Plan {
  const place = decodePlace(memo);
  if (!place) return { act: "is", letter: letters.unknown };
  const { origin } = place;
  const original = originalOf(entry, place.memo);
  if (!original) return { act: "is", letter: letters.gone };
  if ("queue" in origin) {
    return { act: "tail", bytes: original, queue: origin.queue };
  }
  const { set, score } = origin;
  const here = "set" in entry.at ? entry.at.set : null;
  if (here === set && original.equals(entry.bytes)) return { act: "score", score };
  const scan = scanPayload(original);
  const lock = scan.ok ? lockOf(original, scan) : null;
  // Dead jobs hold no lock: the retry took it. A killed job gave its lock away.
  if (set === "dead") return { act: "set", set, bytes: original, score, lock: lockToRelease(lock) };
  return { act: "set", set, bytes: original, score, lock: here === "dead" ? lockToTake(lock, false) : null };
}

/** `memo` starts with what the verb had changed: `=` nothing, `r` also the attempts, `m` also the queue, `n` the stamp alone. */
function originalOf(entry: Located, memo: string): Buffer | null {
  if (memo.startsWith("=")) return entry.bytes;
  const edits = { decremented: memo[0] === "r", queue: memo[0] === "m" };
  return beforePush(entry.bytes, memo.slice(1), edits);
}
