import type { Redis } from "ioredis";
import type { JobVerb } from "@/lib/domain/action.schema";
import type { Bench } from "../bench";
import { TRIALS } from "../jobs";
import { judge, takeCensus } from "../model";
import { ended, isMidOperation, order, somewhere, until } from "../order";
import { seedFromTemplate } from "../seed";
import { type Row, Tally } from "../tally";

/**
 * Redis itself killed mid-operation, append-only file synced every second, started again from what it kept. The
 * replica lives on and finishes. Jobs and record share one file: what was rolled back was rolled back together.
 */
export async function killRedis(bench: Bench, verb: JobVerb, kills: number, count: number): Promise<Row> {
  const { redis, state, server, replicas } = bench;
  const { key } = TRIALS[verb];
  const before = await bench.load({ key, count });
  const tally = new Tally(`kill -9 of Redis (AOF everysec), ${verb}, ${count.toLocaleString("en")} jobs`);
  for (let round = 0; round < kills; round++) {
    await seedFromTemplate(redis, key);
    await rewriteFile(redis);
    const id = await order(state, verb, { expected: count });
    const replica = await replicas.next();
    await somewhere(redis, [id], count);
    const midOperation = await isMidOperation(redis, id);
    await server.kill();
    await server.start();
    await ended(redis, id);
    await replica.kill();
    const end = await state.get(id);
    tally.add(judge(before, await takeCensus(redis), [verb]), midOperation, end ? [end.operation] : []);
  }
  return tally.row;
}

/** What is seeded is on disk, and a restart need not go through the rounds before. */
export async function rewriteFile(redis: Redis): Promise<void> {
  await redis.bgrewriteaof();
  await until(async () =>
    /aof_rewrite_in_progress:0[\s\S]*aof_rewrite_scheduled:0/.test(await redis.info("persistence")),
  );
}
