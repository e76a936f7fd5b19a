import type { JobVerb } from "@/lib/domain/action.schema";
import type { Bench } from "../bench";
import { TRIALS } from "../jobs";
import { faults, judge, takeCensus } from "../model";
import { ended, isMidOperation, order, sleep, somewhere } from "../order";
import { seedFromTemplate } from "../seed";
import { type Row, Tally } from "../tally";

/** The store reaches maxmemory (noeviction) mid-operation, is counted full, gets room again, and is counted at the end. */
export async function fullMemory(bench: Bench, verb: JobVerb, rounds: number, count: number): Promise<Row> {
  const { redis, state, replicas } = bench;
  const { key } = TRIALS[verb];
  const before = await bench.load({ key, count });
  const tally = new Tally(`full memory (noeviction), ${verb}, ${count.toLocaleString("en")} jobs`);
  for (let round = 0; round < rounds; round++) {
    await seedFromTemplate(redis, key);
    const id = await order(state, verb, { expected: count });
    const replica = await replicas.next();
    await somewhere(redis, [id], count);
    await redis.config("SET", "maxmemory", "1mb");
    await sleep(50);
    const midOperation = await isMidOperation(redis, id);
    const full = judge(before, await takeCensus(redis), [verb]);
    await redis.config("SET", "maxmemory", "0");
    await ended(redis, id);
    await replica.kill();
    const end = await state.get(id);
    const verdict = judge(before, await takeCensus(redis), [verb]);
    if (verdict.moved !== count) throw new Error(`${verb}: ${verdict.moved} of ${count} done`);
    tally.add(faults(full) > 0 ? full : verdict, midOperation, end ? [end.operation] : []);
  }
  return tally.row;
}
