import type { JobVerb } from "@/lib/domain/action.schema";
import type { Bench } from "../bench";
import { TRIALS } from "../jobs";
import { judge, takeCensus } from "../model";
import { ageLease, ended, isMidOperation, keys, order, orderUndo, recordsOf, sleep, somewhere, until } from "../order";
import { seedFromTemplate } from "../seed";
import { type Row, Tally } from "../tally";
import { rewriteFile } from "./kill-redis";

const number = (value: number) => value.toLocaleString("en");

/** At a pace, paused and resumed on the way, the replica killed; the pace holds and nothing is done twice. */
export async function pacedAndPaused(bench: Bench, rounds: number, count: number): Promise<Row> {
  const { redis, state, replicas } = bench;
  const before = await bench.load({ key: "retry", count });
  const perSec = Math.max(500, count / 4);
  const tally = new Tally(`${number(count)} jobs at ${number(perSec)} a second, paused, resumed, replica killed`);
  for (let round = 0; round < rounds; round++) {
    await seedFromTemplate(redis, "retry");
    const id = await order(state, "retry", { expected: count, pace: { kind: "per_sec", perSec } });
    const first = await replicas.next();
    await somewhere(redis, [id], count / 2);
    await state.change(id, { from: ["running"], to: "paused" });
    await sleep(50);
    await until(async () => (await redis.hget(keys.operation(id), "token")) === "");
    const halted = (await state.get(id))?.operation.processed ?? 0;
    await sleep(100);
    if ((await state.get(id))?.operation.processed !== halted) throw new Error("moved while it was paused");
    await state.change(id, { from: ["paused"], to: "running" });
    await until(async () => ((await state.get(id))?.operation.processed ?? 0) > halted);
    await first.kill();
    const midOperation = await isMidOperation(redis, id);
    await ageLease(redis, id);
    const second = await replicas.next();
    await ended(redis, id);
    await second.kill();
    tally.add(judge(before, await takeCensus(redis), ["retry"]), midOperation, await recordsOf(bench.state, [id]));
  }
  return tally.row;
}

/** Two replicas, one killed while the first jobs are watched; the rest waits for their outcome and then goes. */
export async function canaryThenKill(bench: Bench, rounds: number, count: number): Promise<Row> {
  const { redis, state, replicas } = bench;
  const before = await bench.load({ key: "retry", count });
  const first = 100;
  const tally = new Tally(`canary of ${first}, then ${number(count)} jobs, replica killed while it watches`);
  for (let round = 0; round < rounds; round++) {
    await seedFromTemplate(redis, "retry");
    const pace = { kind: "canary", first, belowPercent: 100, waitSec: 600, perSec: null } as const;
    const id = await order(state, "retry", { expected: count, pace });
    const one = await replicas.next();
    await until(async () => (await state.get(id))?.operation.canary !== null);
    await one.kill();
    const watching = (await state.get(id))?.operation;
    await ageLease(redis, id);
    const two = await replicas.next();
    await sleep(300);
    const still = (await state.get(id))?.operation.processed === first;
    // A person goes on without the verdict: jobs that nobody runs have none.
    const canary = watching?.canary ?? null;
    const set = { canary: canary && { ...canary, verdict: "passed" as const } };
    await until(() => state.change(id, { from: ["running", "paused"], to: "paused" }));
    await until(() => state.change(id, { from: ["paused"], to: "running", set }));
    await somewhere(redis, [id], count);
    await ended(redis, id);
    await two.kill();
    const verdict = judge(before, await takeCensus(redis), ["retry"]);
    tally.add(verdict, still && watching?.processed === first, await recordsOf(bench.state, [id]));
  }
  return tally.row;
}

/** Done, then taken back, replica or Redis killed in the middle of the undo; afterwards every byte is where it was. */
export async function undone(
  bench: Bench,
  verb: JobVerb,
  rounds: number,
  count: number,
  kill: "replica" | "Redis" = "replica",
): Promise<Row> {
  const { redis, replicas, server, state } = bench;
  const { key } = TRIALS[verb];
  const before = await bench.load({ key, count });
  const killed = kill === "Redis" ? "Redis (AOF everysec)" : "replica";
  const tally = new Tally(`${verb} of ${number(count)} jobs, undone, ${killed} killed in the middle of the undo`);
  for (let round = 0; round < rounds; round++) {
    await seedFromTemplate(redis, key);
    const id = await order(state, verb, { expected: count });
    const first = await replicas.next();
    await ended(redis, id);
    if (kill === "Redis") await rewriteFile(redis);
    let undo = await orderUndo(state, id);
    await somewhere(redis, [undo], count);
    let midOperation = await isMidOperation(redis, undo);
    if (kill === "Redis") {
      await server.kill();
      await server.start();
      await ended(redis, undo);
      // Redis may have forgotten that it was asked for, and all of it with that: a person asks again.
      while ((await state.get(undo)) === null) {
        undo = await orderUndo(state, id);
        await ended(redis, undo);
      }
    } else {
      await first.kill();
      midOperation = await isMidOperation(redis, undo);
      await ageLease(redis, undo);
      const second = await replicas.next();
      await ended(redis, undo);
      await second.kill();
    }
    await first.kill();
    const verdict = judge(before, await takeCensus(redis), []);
    tally.add(verdict, midOperation, await recordsOf(state, [id, undo]));
  }
  return tally.row;
}
