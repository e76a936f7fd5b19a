import type { JobVerb } from "@/lib/domain/action.schema";
import { type Bench, openLocalReplica } from "../bench";
import { TRIALS } from "../jobs";
import { judge, takeCensus } from "../model";
import { ageLease, ended, order, orderUndo, recordsOf } from "../order";
import { type Cut, openProxy } from "../proxy";
import { seedFromTemplate } from "../seed";
import { type Row, Tally } from "../tally";

/** The connection is cut at each of the first positions, request lost and reply lost; the replica goes on by itself. */
export async function cutReplies(bench: Bench, verb: JobVerb, positions: number, count: number): Promise<Row> {
  const before = await bench.load({ key: TRIALS[verb].key, count });
  const tally = new Tally(`connection cut at each of the first ${positions} writes, ${verb}`);
  for (let at = 1; at <= positions; at++) {
    for (const lose of ["request", "reply"] as const) {
      const round = await cutOnce(bench, verb, count, { at, lose, forGood: false });
      tally.add(judge(before, await takeCensus(bench.redis), [verb]), round.cutDone, round.operations);
    }
  }
  return tally.row;
}

/**
 * Every point at which a replica can die, one after the other: before and after each command of the operation that
 * writes, until it takes no more. Another replica finishes.
 */
export async function everyCrashPoint(bench: Bench, verb: JobVerb, count: number): Promise<Row> {
  const before = await bench.load({ key: TRIALS[verb].key, count });
  const tally = new Tally(`crash before and after every write, ${verb}`);
  for (let at = 1, cutDone = true; cutDone; at++) {
    for (const lose of ["request", "reply"] as const) {
      const round = await cutOnce(bench, verb, count, { at, lose, forGood: true });
      cutDone = round.cutDone;
      if (!cutDone) break;
      const verdict = judge(before, await takeCensus(bench.redis), [verb]);
      if (verdict.moved !== count) throw new Error(`${verb}: ${verdict.moved} of ${count} done`);
      tally.add(verdict, true, round.operations);
    }
  }
  return tally.row;
}

/** The same for taking it back: everything is where it was, whenever a replica died. */
export async function everyUndoCrash(bench: Bench, verb: JobVerb, count: number): Promise<Row> {
  const { redis, server } = bench;
  const before = await bench.load({ key: TRIALS[verb].key, count });
  const tally = new Tally(`crash before and after every write, undo of ${verb}`);
  for (let at = 1, cutDone = true; cutDone; at++) {
    for (const lose of ["request", "reply"] as const) {
      await seedFromTemplate(redis, TRIALS[verb].key);
      const done = openLocalReplica(server.url, "does");
      const id = await order(bench.state, verb, { expected: count });
      done.runner.start();
      await ended(redis, id);
      await done.close();
      const proxy = await openProxy(server.port, { at, lose, forGood: true });
      const first = openLocalReplica(proxy.url, "first");
      const second = openLocalReplica(server.url, "second");
      first.runner.start();
      let started = false;
      proxy.cut.then(() => second.runner.start());
      const undo = await orderUndo(bench.state, id, async (undoId) => {
        if (proxy.cutDone && !started) {
          started = true;
          await ageLease(redis, undoId);
        }
      });
      await Promise.race([ended(redis, undo), proxy.cut]);
      if (proxy.cutDone) await ageLease(redis, undo);
      await ended(redis, undo);
      cutDone = proxy.cutDone;
      await proxy.close();
      await Promise.all([first.close(), second.close()]);
      if (!cutDone) break;
      tally.add(judge(before, await takeCensus(redis), []), true, await recordsOf(bench.state, [id, undo]));
    }
  }
  return tally.row;
}

async function cutOnce(bench: Bench, verb: JobVerb, count: number, cut: Cut) {
  const { redis, state, server } = bench;
  await seedFromTemplate(redis, TRIALS[verb].key);
  const proxy = await openProxy(server.port, cut);
  const first = openLocalReplica(proxy.url, "first");
  const id = await order(state, verb, { expected: count });
  first.runner.start();
  let second: ReturnType<typeof openLocalReplica> | undefined;
  if (cut.forGood) {
    await Promise.race([ended(redis, id), proxy.cut]);
    if (proxy.cutDone) {
      await ageLease(redis, id);
      second = openLocalReplica(server.url, "second");
      second.runner.start();
    }
  }
  await ended(redis, id);
  const { cutDone } = proxy;
  await proxy.close();
  await Promise.all([first.close(), second?.close()]);
  const end = await state.get(id);
  return { cutDone, operations: end ? [end.operation] : [] };
}
