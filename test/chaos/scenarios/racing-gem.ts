import type { Redis } from "ioredis";
import { type SidekiqVersion, startWorker } from "@/test/ruby/run";
import type { Bench } from "../bench";
import { jidOf } from "../jobs";
import { faults, takeCensus, type Verdict } from "../model";
import { ageLease, ended, isMidOperation, keys, order, sleep, until } from "../order";
import { type Row, Tally } from "../tally";

const QUEUES = ["default", "mail"];

/**
 * The real gem, unmodified: its poller pops the very entries the operation retries, its workers run what arrives. The
 * replica is killed. Every job must have been executed exactly once, by the log that the jobs themselves write. A round
 * in which operation and poller did not meet proves nothing: it is not counted, said, and done again.
 */
export async function racingGem(bench: Bench, version: SidekiqVersion, rounds: number, count: number): Promise<Row> {
  const { redis, state, replicas, server } = bench;
  const tally = new Tally(
    `Sidekiq ${version} itself, poller and workers, racing for ${count.toLocaleString("en")} jobs, retry, replica killed`,
  );
  const worker = await startWorker(version, { redisUrl: server.url, concurrency: 3, queues: QUEUES });
  try {
    await redis.zadd("schedule", 1, payload(0xffffff));
    await until(async () => (await redis.llen("executed")) === 1);
    let missed = 0;
    for (let round = 0; round < rounds; round++) {
      await redis.del("executed");
      await seed(redis, count);
      const id = await order(state, "retry", { expected: await redis.zcard("retry") });
      const first = await replicas.next();
      await until(async () => (await redis.hget(keys.operation(id), "state")) !== "freezing");
      if ((await redis.hget(keys.operation(id), "state")) === "frozen") {
        // The poller was faster than the freeze: the count is not the one asked for. As a person would, start anew.
        await first.kill();
        round--;
        await drained(redis, count);
        continue;
      }
      const met = await underWay(redis, id);
      await first.kill();
      const midOperation = met && (await isMidOperation(redis, id));
      await ageLease(redis, id);
      const second = await replicas.next();
      await ended(redis, id);
      await second.kill();
      await drained(redis, count);
      const end = await state.get(id);
      const polled = (end?.operation.gone ?? 0) > 0;
      const verdict = await judgeExecuted(redis, count);
      if ((midOperation && polled) || faults(verdict) > 0) {
        tally.add(verdict, midOperation && polled, end ? [end.operation] : []);
        continue;
      }
      tally.repeat(midOperation ? "the gem's poller took nothing meanwhile" : "the operation was not met at work");
      if (++missed > rounds) throw new Error(`${missed} rounds of ${rounds} did not meet the operation at work`);
      round--;
    }
  } finally {
    await worker.stop();
  }
  return tally.row;
}

function payload(index: number): string {
  return `{"retry":true,"queue":"${QUEUES[index % 2]}","class":"HardJob","args":[${index}],"jid":"${jidOf(index)}","created_at":1795355549.1179667,"enqueued_at":1795355549.1179668,"error_message":"x","error_class":"NoMethodError","failed_at":1795355550.25,"retry_count":3}`;
}

async function seed(redis: Redis, count: number): Promise<void> {
  const entries: (string | number)[] = [];
  for (let i = 0; i < count; i++) entries.push(1_700_000_000 + i, payload(i));
  await redis.zadd("retry", ...entries);
}

/** Until the operation is seen between a tenth and nine tenths of its list. @returns false when it was too fast for that */
async function underWay(redis: Redis, id: string): Promise<boolean> {
  const share = 0.1 + Math.random() * 0.7;
  for (;;) {
    const [state, cursor, total] = await redis.hmget(keys.operation(id), "state", "cursor", "total");
    const done = Number(cursor) / Math.max(1, Number(total));
    if (done > 0.9 || state === "done") return false;
    if (done > share) return true;
    await sleep(1);
  }
}

/** Until everything has run, or nothing has happened for two seconds. */
async function drained(redis: Redis, count: number): Promise<void> {
  let last = -1;
  for (;;) {
    const executed = await redis.llen("executed");
    if (executed === last || executed > count) return;
    last = executed;
    await sleep(2_000);
  }
}

async function judgeExecuted(redis: Redis, count: number): Promise<Verdict> {
  const times = new Map<string, number>();
  const add = (jid: string) => times.set(jid, (times.get(jid) ?? 0) + 1);
  for (const line of await redis.lrange("executed", 0, -1)) {
    const record: unknown = JSON.parse(line);
    if (Array.isArray(record)) add(String(record[1]));
  }
  for (const [jid, found] of await takeCensus(redis)) for (const _ of found) add(jid);
  const verdict: Verdict = { jobs: count, lost: [], duplicated: [], changed: [], unaccounted: 0, moved: 0 };
  for (let i = 0; i < count; i++) {
    const seen = times.get(jidOf(i)) ?? 0;
    if (seen === 0) verdict.lost.push(jidOf(i));
    else if (seen > 1) verdict.duplicated.push(jidOf(i));
    else verdict.moved++;
    times.delete(jidOf(i));
  }
  verdict.unaccounted = times.size;
  return verdict;
}
