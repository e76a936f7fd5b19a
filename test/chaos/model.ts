import type { Redis } from "ioredis";
import type { JobVerb } from "@/lib/domain/action.schema";
import { ownKeys } from "@/lib/state/keys";
import { expectedText, MOVED_TO, RESCHEDULED_TO_MS, withoutStamp } from "./jobs";

/** Where a job is: `queue:NAME`, `schedule`, `retry`, `dead`, `trash`, `executed`; and its exact bytes as latin1. */
export interface Found {
  place: string;
  score: string | null;
  text: string;
}
export type Census = Map<string, Found[]>;

export interface Verdict {
  jobs: number;
  /** Jids that are nowhere. */
  lost: string[];
  /** Jids in more than one place. */
  duplicated: string[];
  /** Jids with a changed byte outside the named fields, or in a place the verb does not lead to. */
  changed: string[];
  /** Entries whose jid nobody seeded. */
  unaccounted: number;
  /** How many the verb took to its destination. */
  moved: number;
}

export const SOURCE = "chaos";
const keys = ownKeys(null, SOURCE);
const JID = /"jid":"([0-9a-f]{24})"/;

/** Every job of the store, wherever it is. `executed` holds the payloads a worker took, in memory or in a log. */
export async function takeCensus(redis: Redis, executed: readonly Buffer[] = []): Promise<Census> {
  const census: Census = new Map();
  const add = (bytes: Buffer, place: string, score: string | null) => {
    const text = bytes.toString("latin1");
    const jid = JID.exec(text)?.[1] ?? `?${text.slice(0, 60)}`;
    const found = census.get(jid);
    if (found) found.push({ place, score, text });
    else census.set(jid, [{ place, score, text }]);
  };
  for (const set of ["schedule", "retry", "dead"]) {
    const flat = await redis.zrangeBuffer(set, 0, "-1", "WITHSCORES");
    for (let i = 0; i + 1 < flat.length; i += 2) add(flat[i] ?? Buffer.alloc(0), set, String(flat[i + 1]));
  }
  for (const queue of await redis.keys("queue:*")) {
    for (const bytes of await redis.lrangeBuffer(queue, 0, -1)) add(bytes, queue, null);
  }
  for (const batch of await redis.zrange(keys.trash, 0, "-1")) {
    for (const bytes of await trashed(redis, batch)) add(bytes, "trash", null);
  }
  for (const bytes of executed) add(bytes, "executed", null);
  return census;
}

/** The payloads of a batch: a hash of records, or a queue's own list. */
export async function trashed(redis: Redis, batch: string): Promise<Buffer[]> {
  const key = keys.trashRecords(batch);
  if ((await redis.type(key)) === "list") return redis.lrangeBuffer(key, 0, -1);
  return (await redis.hvalsBuffer(key)).map((record) => record.subarray(record.indexOf("\n") + 1));
}

/** Compares two censuses of the same jobs with what the verbs may have done in between. */
export function judge(before: Census, after: Census, verbs: readonly JobVerb[]): Verdict {
  const verdict: Verdict = { jobs: before.size, lost: [], duplicated: [], changed: [], unaccounted: 0, moved: 0 };
  for (const [jid, [was]] of before) {
    const now = after.get(jid);
    if (!was || !now?.[0]) verdict.lost.push(jid);
    else if (now.length > 1) verdict.duplicated.push(jid);
    else if (untouched(was, now[0])) continue;
    else if (verbs.some((verb) => isEffect(verb, was, now[0] ?? was))) verdict.moved++;
    else verdict.changed.push(jid);
  }
  for (const jid of after.keys()) if (!before.has(jid)) verdict.unaccounted++;
  return verdict;
}

function untouched(was: Found, now: Found): boolean {
  return was.place === now.place && was.score === now.score && was.text === now.text;
}

function isEffect(verb: JobVerb, was: Found, now: Found): boolean {
  const text = expectedText(verb, was.text);
  const queue = `queue:${queueOf(was.text)}`;
  switch (verb) {
    case "retry":
    case "run_now":
      return (now.place === queue || now.place === "executed") && withoutStamp(now.text) === text;
    case "kill":
      return now.place === "dead" && now.text === text;
    case "delete":
      return now.place === "trash" && now.text === text;
    case "reschedule":
      return now.place === was.place && now.text === text && Number(now.score) * 1000 === RESCHEDULED_TO_MS;
    case "move":
      return now.place === was.place && now.score === was.score && now.text === text && text.includes(MOVED_TO);
  }
}

export function queueOf(text: string): string {
  const name: unknown = JSON.parse(
    `"${/"queue":"((?:[^"\\]|\\.)*)"/.exec(Buffer.from(text, "latin1").toString())?.[1]}"`,
  );
  return String(name);
}

/** Clean means: nothing lost, doubled, changed or unknown. */
export function faults(verdict: Verdict): number {
  return verdict.lost.length + verdict.duplicated.length + verdict.changed.length + verdict.unaccounted;
}
