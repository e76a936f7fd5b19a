import type { JobVerb } from "@/lib/domain/action.schema";
import type { Bench } from "../bench";
import { QUEUES, TRIALS } from "../jobs";
import { judge, takeCensus } from "../model";
import { ageLease, ended, isMidOperation, order, somewhere } from "../order";
import { startRivals } from "../rivals";
import { seedFromTemplate } from "../seed";
import { type Row, Tally } from "../tally";

/** Two operations in two replicas take hold of the same jobs at once; one of the replicas is killed. */
export async function twoOperators(
  bench: Bench,
  verbs: readonly [JobVerb, JobVerb],
  rounds: number,
  count: number,
): Promise<Row> {
  const { redis, state, replicas } = bench;
  const { key } = TRIALS[verbs[0]];
  const before = await bench.load({ key, count });
  const tally = new Tally(
    `two operators at once on the same ${count.toLocaleString("en")} jobs, one killed: ${verbs.join(" and ")}`,
  );
  for (let round = 0; round < rounds; round++) {
    await seedFromTemplate(redis, key);
    const one = await order(state, verbs[0], { expected: count });
    const two = await order(state, verbs[1], { expected: count });
    const first = await replicas.next();
    const second = await replicas.next();
    await somewhere(redis, [one, two], count);
    const midOperation = (await isMidOperation(redis, one)) || (await isMidOperation(redis, two));
    await first.kill();
    for (const id of [one, two]) await ageLease(redis, id);
    await Promise.all([ended(redis, one), ended(redis, two)]);
    await second.kill();
    const ends = [await state.get(one), await state.get(two)].flatMap((record) => record?.operation ?? []);
    const verdict = judge(before, await takeCensus(redis), verbs);
    tally.add(verdict, midOperation, ends);
    const done = ends.reduce((sum, op) => sum + op.done, 0);
    if (done !== verdict.moved) throw new Error(`the records say ${done} done, the store ${verdict.moved}`);
  }
  return tally.row;
}

/** A poller pops the very entries the operation moves, workers run what arrives; the replica is killed. */
export async function racingSidekiq(bench: Bench, verb: JobVerb, rounds: number, count: number): Promise<Row> {
  const { redis, state, replicas, server } = bench;
  const { key } = TRIALS[verb];
  const before = await bench.load({ key, count });
  const tally = new Tally(`poller and workers racing for ${count.toLocaleString("en")} jobs, ${verb}, replica killed`);
  for (let round = 0; round < rounds; round++) {
    await seedFromTemplate(redis, key);
    const id = await order(state, verb, { expected: count });
    const first = await replicas.next();
    await somewhere(redis, [id], count / 4);
    const rivals = startRivals(server.port, [key], QUEUES, 2);
    await somewhere(redis, [id], count);
    await first.kill();
    const midOperation = await isMidOperation(redis, id);
    await ageLease(redis, id);
    const second = await replicas.next();
    await ended(redis, id);
    await rivals.stop();
    await second.kill();
    const end = await state.get(id);
    // What the poller took it pushed without lowering the count: the effect of `run_now`.
    const verdict = judge(before, await takeCensus(redis, rivals.executed), [verb, "run_now"]);
    tally.add(verdict, midOperation && rivals.polled > 0, end ? [end.operation] : []);
  }
  return tally.row;
}
