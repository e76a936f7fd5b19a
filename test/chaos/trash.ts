import type { Redis } from "ioredis";
import { newId } from "@/lib/state/id";
import { encodeRef, hashText } from "@/lib/stores/sidekiq/ref";
import { type Bench, openLocalReplica } from "./bench";
import { jidOf, payloadOf } from "./jobs";
import { type Census, SOURCE, takeCensus, trashed, type Verdict } from "./model";
import { ended, keys, order } from "./order";
import { openProxy } from "./proxy";

const TEMPLATE = "template:";
const LOCKED_QUEUE = "locked";
/** Indexes of jobs that are in no batch and must not be touched. */
const LIVING = 10_000_000;
/** A lock of a job in the trash that somebody else holds by now. */
const FOREIGN = "a0a0a0a0a0a0a0a0a0a0a0a0";

/** What is in the trash, and what stands beside it. */
export interface TrashModel {
  readonly census: Census;
  readonly batchOf: ReadonlyMap<string, string>;
  /** In a random order; every batch is as large as its number of jobs. */
  readonly batches: readonly { id: string; jobs: number }[];
  /** The cleared queue, with its locks still held. */
  readonly locked: { batch: string; jids: readonly string[] };
}

const digestOf = (jid: string) => `uniquejobs:${jid}`;

function lockedPayload(index: number): string {
  const jid = jidOf(index);
  return payloadOf(index, false).replace(/\}$/, `,"lock":"until_executed","lock_digest":"${digestOf(jid)}"}`);
}

async function hold(redis: Redis, digest: string, jid: string): Promise<void> {
  await redis.set(digest, jid);
  await redis.hset(`${digest}:LOCKED`, jid, 1);
  await redis.zadd("uniquejobs:digests", 1, digest);
}

/**
 * So many jobs in so many batches of removed ones, a tenth of them in a queue whose replica died while it let their
 * unique locks go; beside them jobs that stay. Kept as a template.
 */
export async function fillTrash(bench: Bench, count: number, batches: number): Promise<TrashModel> {
  const { redis, server, state } = bench;
  await redis.flushall();
  const ids: string[] = [];
  const lockedCount = Math.floor(count / 10);
  const replica = openLocalReplica(server.url, "fills");
  replica.runner.start();
  for (let batch = 0, from = 0; batch < batches; batch++) {
    const end = Math.floor(((count - lockedCount) * (batch + 1)) / batches);
    const entries: (string | number)[] = [];
    for (const first = from; from < end; from++)
      entries.push(1_795_400_000 + (from - first) / 7, payloadOf(from, true));
    await redis.zadd("dead", ...entries);
    const id = await order(state, "delete", { expected: entries.length / 2 });
    replica.runner.wake(SOURCE);
    await ended(redis, id);
    ids.push(id);
  }
  const locked = await clearQueue(bench, replica.store, count - lockedCount, lockedCount);
  await replica.close();
  ids.push(locked.batch);
  for (let i = LIVING; i < LIVING + 500; i++) await redis.zadd("retry", 1_795_400_000 + i / 7, payloadOf(i, true));
  for (let i = LIVING + 500; i < LIVING + 600; i++) {
    await redis.lpush("queue:default", lockedPayload(i));
    await hold(redis, digestOf(jidOf(i)), jidOf(i));
  }
  for (const key of await redis.keys("*")) await redis.call("COPY", key, TEMPLATE + key);
  const batchOf = new Map<string, string>();
  for (const id of ids) for (const bytes of await trashed(redis, id)) batchOf.set(jidIn(bytes), id);
  const sizes = ids.map((id) => ({ id, jobs: [...batchOf.values()].filter((batch) => batch === id).length }));
  return { census: await takeCensus(redis), batchOf, batches: sizes, locked };
}

/** Clears a queue of jobs with locks over a connection that dies after the very first step. */
async function clearQueue(
  { redis, server }: Bench,
  store: ReturnType<typeof openLocalReplica>["store"],
  from: number,
  count: number,
): Promise<TrashModel["locked"]> {
  // Both scripts are known to the server then, and each step is one command.
  const first = await fillQueue(redis, from, 1);
  await store.queues.clear?.({ ...first, withoutUndo: false, batch: origin(newId()) });
  await store.trash?.purge((await redis.zrevrange(keys.trash, 0, "0"))[0] ?? "");
  const filled = await fillQueue(redis, from, count);
  const proxy = await openProxy(server.port, { at: 2, lose: "request", forGood: true });
  const dying = openLocalReplica(proxy.url, "dies");
  const batch = newId();
  await dying.store.queues.clear?.({ ...filled, withoutUndo: false, batch: origin(batch) });
  await dying.close();
  await proxy.close();
  if ((await redis.hget(keys.trashBatch(batch), "lockCursor")) !== "0") throw new Error("no lock is left to let go");
  const jids = Array.from({ length: count }, (_, i) => jidOf(from + i));
  const taken = digestOf(jids[0] ?? "");
  await redis.del(`${taken}:LOCKED`);
  await hold(redis, taken, FOREIGN);
  return { batch, jids };
}

const origin = (id: string) => ({ id, actor: "chaos", operation: null });

async function fillQueue(redis: Redis, from: number, count: number) {
  for (let i = from; i < from + count; i++) {
    await redis.lpush(`queue:${LOCKED_QUEUE}`, lockedPayload(i));
    await hold(redis, digestOf(jidOf(i)), jidOf(i));
  }
  const hash = hashText(Buffer.from(lockedPayload(from + count - 1)));
  const newestRef = encodeRef({ kind: "queue", queue: LOCKED_QUEUE, hash, fromTail: count - 1 });
  return { queue: LOCKED_QUEUE, expected: count, newestRef };
}

/** The store as it was filled. */
export async function refillTrash(redis: Redis): Promise<void> {
  const all = await redis.keys("*");
  const stale = all.filter((name) => !name.startsWith(TEMPLATE));
  for (let i = 0; i < stale.length; i += 500) await redis.unlink(...stale.slice(i, i + 500));
  const copies = all.filter((name) => name.startsWith(TEMPLATE));
  const pipeline = redis.pipeline();
  for (const name of copies) pipeline.call("COPY", name, name.slice(TEMPLATE.length));
  await pipeline.exec();
}

/** How much of the trash is gone, as numbers of batches. */
export async function batchesLeft(redis: Redis): Promise<number> {
  return redis.zcard(keys.trash);
}

/**
 * Every batch is whole or gone, and with one all its jobs; nothing else has changed; the totals say what is there; a
 * batch that is gone has let go the locks of its jobs and no others.
 * @param restored whether jobs may have been put back meanwhile: then a batch may be in part where it came from
 */
export async function judgeTrash(redis: Redis, model: TrashModel, restored = false): Promise<Verdict> {
  const verdict: Verdict = {
    jobs: model.census.size,
    lost: [],
    duplicated: [],
    changed: [],
    unaccounted: 0,
    moved: 0,
  };
  const kept = new Set(await redis.zrange(keys.trash, 0, "-1"));
  const after = await takeCensus(redis);
  for (const [jid, [was]] of model.census) {
    const batch = model.batchOf.get(jid);
    const now = after.get(jid);
    if (!was) continue;
    if (!now?.[0]) {
      if (batch === undefined || (kept.has(batch) && !restored)) verdict.lost.push(jid);
      else verdict.moved++;
    } else if (now.length > 1) verdict.duplicated.push(jid);
    else if (now[0].text !== was.text || !(samePlace(was, now[0]) || (restored && isBack(now[0].place)))) {
      verdict.changed.push(jid);
    }
  }
  for (const jid of after.keys()) if (!model.census.has(jid)) verdict.unaccounted++;
  verdict.unaccounted +=
    (await wrongBatches(redis, model, kept, restored)) + (await wrongLocks(redis, model, kept, after));
  return verdict;
}

const samePlace = (a: { place: string; score: string | null }, b: { place: string; score: string | null }) =>
  a.place === b.place && a.score === b.score;
const isBack = (place: string) => place === "dead" || place === `queue:${LOCKED_QUEUE}`;

async function wrongBatches(redis: Redis, model: TrashModel, kept: ReadonlySet<string>, restored: boolean) {
  let wrong = 0;
  const sums = { entries: 0, bytes: 0 };
  for (const { id, jobs } of model.batches) {
    const [entries, bytes] = await redis.hmget(keys.trashBatch(id), "entries", "bytes");
    const exists = await redis.exists(keys.trashBatch(id), keys.trashRecords(id));
    sums.entries += Number(entries ?? 0);
    sums.bytes += Number(bytes ?? 0);
    if (kept.has(id) ? exists !== 2 || (!restored && Number(entries) !== jobs) : exists !== 0) wrong++;
    if (kept.has(id) && (await trashed(redis, id)).length !== Number(entries)) wrong++;
  }
  const [entries, bytes] = await redis.hmget(keys.trashTotals, "entries", "bytes");
  if (Number(entries ?? 0) !== sums.entries || Number(bytes ?? 0) !== sums.bytes) wrong++;
  return wrong;
}

async function wrongLocks(redis: Redis, { census, locked }: TrashModel, kept: ReadonlySet<string>, after: Census) {
  const [foreign = "", ...own] = locked.jids;
  let wrong = (await redis.hexists(`${digestOf(foreign)}:LOCKED`, FOREIGN)) === 1 ? 0 : 1;
  for (const [jid, [was]] of census) {
    if (was?.place !== "queue:default") continue;
    if ((await redis.hexists(`${digestOf(jid)}:LOCKED`, jid)) !== 1) wrong++;
  }
  if (kept.has(locked.batch)) return wrong;
  const pipeline = redis.pipeline();
  for (const jid of own) pipeline.exists(digestOf(jid), `${digestOf(jid)}:LOCKED`);
  for (const [i, [, left]] of ((await pipeline.exec()) ?? []).entries()) {
    if (left !== 0 && !after.has(own[i] ?? "")) wrong++;
  }
  return wrong;
}

const jidIn = (bytes: Buffer) => /"jid":"([0-9a-f]{24})"/.exec(bytes.toString("latin1"))?.[1] ?? "";
