import "server-only";
import type { CallOptions, FrozenBatch, ListRef, UndoEntry, UndoRequest } from "@/lib/stores/port";
import type { SidekiqContext } from "./context";
import { factsOf, jidOf } from "./facts";
import { decodeIdentity, encodeIdentity, encodeQueueIdentity, scoreText } from "./identity";
import { type Located, scoreOf } from "./plan";
import { hashBytes } from "./ref";
import { beforePush, encodePlace } from "./undo-memo";
import { scoreNumber, walkSet } from "./walk";
import { walkQueue } from "./walk-queue";

/** What a verb changed in the bytes, as `planFrozen` reads it. */
type Change = "=" | "r" | "n" | "m";

interface Sought {
  readonly list: ListRef;
  readonly change: Change;
  /** By jid, or by hash where the bytes are the same. */
  readonly entries: Map<string, UndoEntry[]>;
}

interface Found {
  readonly entry: Located;
  readonly memo: string;
  /** Of what was in a queue its distance from the tail: the last to run goes back first. */
  readonly place: number | null;
}

/** Clocks of Signalbox and of the store differ by less than this. */
const CLOCKS_SEC = 60;

/**
 * Finds what was moved where it went, each by the bytes: what stands there, changed back, must hash to the very
 * entry that was frozen. In a queue from the newest on, which were pushed last.
 */
export async function* freezeUndo(
  context: SidekiqContext,
  request: UndoRequest,
  options: CallOptions = {},
): AsyncGenerator<FrozenBatch> {
  let scanned = 0;
  const setSize = request.entries.length;
  for (const sought of destinations(request)) {
    const { list } = sought;
    const found: Found[] = [];
    for await (const page of walk(context, request, list, options.signal)) {
      for (const entry of page) {
        const was = match(entry, sought);
        if (was !== null) found.push({ entry, ...was });
      }
    }
    scanned += found.length;
    if ("queue" in list) found.reverse();
    else found.sort((a, b) => (b.place ?? 0) - (a.place ?? 0));
    yield {
      list,
      identities: found.map(({ entry: { bytes, at } }) =>
        "set" in at ? encodeIdentity(bytes, at.score) : encodeQueueIdentity(bytes, at.fromTail),
      ),
      facts: found.map(({ entry: { bytes, at }, memo }) => ({
        ...factsOf(bytes, list, "set" in at ? at.score : null),
        memo,
      })),
      scanned,
      setSize,
    };
  }
}

function destinations(request: UndoRequest): Sought[] {
  const all = new Map<string, Sought>();
  for (const entry of request.entries) {
    const { list, change } = destinationOf(request, entry);
    const name = JSON.stringify([list, change]);
    const sought = all.get(name) ?? { list, change, entries: new Map<string, UndoEntry[]>() };
    all.set(name, sought);
    const key = change === "=" ? hashName(entry) : entry.jid;
    if (key === null) continue;
    const same = sought.entries.get(key);
    if (same) same.push(entry);
    else sought.entries.set(key, [entry]);
  }
  return [...all.values()];
}

function destinationOf({ verb, queue }: UndoRequest, entry: UndoEntry): { list: ListRef; change: Change } {
  if (verb === "kill") return { list: { set: "dead" }, change: "=" };
  if (verb === "reschedule") return { list: entry.list, change: "=" };
  if (verb === "move" && "set" in entry.list && entry.list.set !== "dead") return { list: entry.list, change: "m" };
  if (verb === "move") return { list: { queue: queue ?? "" }, change: "m" };
  return { list: { queue: entry.queue ?? "default" }, change: verb === "retry" ? "r" : "n" };
}

const hashName = ({ identity }: UndoEntry) => decodeIdentity(identity).hash.toString("latin1");

async function* walk(
  context: SidekiqContext,
  { verb, atMs, startedAtMs }: UndoRequest,
  list: ListRef,
  signal: AbortSignal | undefined,
): AsyncGenerator<Located[]> {
  if ("queue" in list) {
    for await (const page of walkQueue(context, context.keys.queue(list.queue), "bulk", signal)) {
      yield page.map(({ bytes, fromTail }) => ({ bytes, at: { queue: list.queue, fromTail } }));
    }
    return;
  }
  const { set } = list;
  const only = verb === "reschedule" && atMs !== null ? scoreOf(atMs) : null;
  const score = verb === "kill" ? String(startedAtMs / 1_000 - CLOCKS_SEC) : only;
  for await (const page of walkSet(context, context.keys.set(set), { score, skip: 0 }, "bulk", signal)) {
    const within = only === null ? page : page.filter((member) => scoreNumber(member.score) === Number(only));
    yield within.map((member) => ({ bytes: member.bytes, at: { set, score: member.score } }));
    if (within.length < page.length) return;
  }
}

/** @returns the memo and place of the entry this one was, taken off the list; null for a stranger. */
function match(located: Located, { entries, change }: Sought): Omit<Found, "entry"> | null {
  const { bytes } = located;
  const key = change === "=" ? hashBytes(bytes).toString("latin1") : jidOf(bytes);
  const candidates = key === null ? undefined : entries.get(key);
  const index = candidates?.findIndex((entry) => isProven(located, entry, change)) ?? -1;
  if (!candidates || index < 0) return null;
  const [entry] = candidates.splice(index, 1);
  if (!entry) return null;
  const { list, identity, memo } = entry;
  const { score } = decodeIdentity(identity);
  const origin = "set" in list ? { set: list.set, score: scoreText(score) } : list;
  return { memo: encodePlace({ origin, memo: change + memo }), place: "set" in list ? null : score };
}

function isProven({ bytes, at }: Located, entry: UndoEntry, change: Change): boolean {
  if (change === "=") return true;
  const { hash, score } = decodeIdentity(entry.identity);
  // Moved within its set it kept its time: with another one somebody has rescheduled it since.
  if ("set" in at && change === "m" && scoreNumber(at.score) !== score) return false;
  const original = beforePush(bytes, entry.memo, { decremented: change === "r", queue: change === "m" });
  if (original === null || !hashBytes(original).equals(hash)) return false;
  return !("set" in at && original.equals(bytes));
}
