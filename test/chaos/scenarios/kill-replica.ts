import type { JobVerb } from "@/lib/domain/action.schema";
import type { Bench } from "../bench";
import { TRIALS } from "../jobs";
import { judge, takeCensus } from "../model";
import { ageLease, ended, isMidOperation, order, somewhere } from "../order";
import { type SeedOptions, seedFromTemplate } from "../seed";
import { type Row, Tally } from "../tally";

export interface KillOptions extends Omit<SeedOptions, "key"> {
  verb: JobVerb;
  kills: number;
  label?: string;
}

/** Seed, start, wait for the first effect and a random while, kill -9, let another replica finish, count every job. */
export async function killReplica(bench: Bench, options: KillOptions): Promise<Row> {
  const { redis, state, replicas } = bench;
  const { verb, kills, count } = options;
  const { key } = TRIALS[verb];
  const before = await bench.load({ key, ...options });
  const tally = new Tally(options.label ?? `kill -9 of the replica, ${verb}, ${count.toLocaleString("en")} jobs`);
  for (let round = 0; round < kills; round++) {
    await seedFromTemplate(redis, key);
    const id = await order(state, verb, { expected: count });
    const first = await replicas.next();
    await somewhere(redis, [id], count);
    await first.kill();
    const midOperation = await isMidOperation(redis, id);
    await ageLease(redis, id);
    const second = await replicas.next();
    await ended(redis, id);
    await second.kill();
    const end = await state.get(id);
    const verdict = judge(before, await takeCensus(redis), [verb]);
    if (verdict.moved !== count) throw new Error(`${verb}: ${verdict.moved} of ${count} done`);
    tally.add(verdict, midOperation, end ? [end.operation] : []);
  }
  return tally.row;
}
