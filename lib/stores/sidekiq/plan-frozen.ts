import "server-only";
import { letters } from "@/lib/domain/outcome-letters";
import type { FrozenRequest } from "@/lib/stores/port";
import { lockOf, lockToGiveBack, lockToTake } from "./lock-step";
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
  const scan = scanPayload(original);
  const lock = scan.ok ? lockOf(original, scan) : null;
  const here = "set" in entry.at ? entry.at.set : null;
  // A killed job gave its lock away.
  const again = here === "dead" ? lockToTake(lock, false) : null;
  if ("queue" in origin) return { act: "tail", bytes: original, queue: origin.queue, lock: again };
  const { set, score } = origin;
  if (here === set && original.equals(entry.bytes)) return { act: "score", score };
  // Back from a queue it gives back what the push took.
  const step = here === null ? lockToGiveBack(lock, entry.bytes) : again;
  return { act: "set", set, bytes: original, score, lock: step };
}

/** `memo` starts with what the verb had changed: `=` nothing, `r` also the attempts, `m` also the queue, `n` the stamp alone. */
function originalOf(entry: Located, memo: string): Buffer | null {
  if (memo.startsWith("=")) return entry.bytes;
  const edits = { decremented: memo[0] === "r", queue: memo[0] === "m" };
  return beforePush(entry.bytes, memo.slice(1), edits);
}
