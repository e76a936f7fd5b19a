import { type Bench, openLocalReplica } from "../bench";
import { judgeEdits, type Planned, planEdits } from "../edits";
import { type Census, faults, judge, takeCensus, type Verdict } from "../model";
import { keys, sleep, until } from "../order";
import { openProxy } from "../proxy";
import { seedFromTemplate } from "../seed";
import { type Row, Tally } from "../tally";
import { perform } from "../tasks";
import { rewriteFile } from "./kill-redis";

const number = (value: number) => value.toLocaleString("en");

/** Job after job gets other arguments, replica or Redis killed on the way; every request is sent again with its token. */
export async function edit(
  bench: Bench,
  kill: "replica" | "Redis",
  rounds: number,
  count: number,
  edited: number,
): Promise<Row> {
  const { redis, server, replicas } = bench;
  const before = await bench.load({ key: "retry", count });
  const killed = kill === "Redis" ? "kill -9 of Redis (AOF everysec)" : "kill -9 of the replica";
  const tally = new Tally(`${killed}, arguments of ${number(edited)} among ${number(count)} jobs edited`);
  for (let round = 0; round < rounds; round++) {
    await seedFromTemplate(redis, "retry");
    const edits = await planEdits(redis, "retry", edited);
    if (kill === "Redis") await rewriteFile(redis);
    const first = await replicas.next({ do: "edit", edits });
    const share = Math.random() * 0.8 * edited;
    await until(async () => (await redis.zcard(keys.trash)) > share);
    await sleep(Math.random() * 3);
    const midOperation = (await redis.zcard(keys.trash)) < edited;
    if (kill === "Redis") {
      await server.kill();
      await server.start();
      await first.report;
    } else await first.kill();
    const there = await judgeAll(bench, before, edits);
    const second = await replicas.next({ do: "edit", edits });
    const report = await second.report;
    await Promise.all([first.kill(), second.kill()]);
    const end = await judgeAll(bench, before, edits);
    if (report.done !== edited || end.moved !== edited) {
      throw new Error(`${end.moved} of ${edited} edited, ${report.done} said to be`);
    }
    tally.add(faults(there) > 0 ? there : end, midOperation, []);
  }
  return tally.row;
}

async function judgeAll({ redis }: Bench, before: Census, edits: readonly Planned[]): Promise<Verdict> {
  const [then, now] = [new Map(before), await takeCensus(redis)];
  const of = await judgeEdits(redis, then, now, edits);
  const rest = judge(then, now, []);
  return {
    jobs: before.size,
    lost: [...of.lost, ...rest.lost],
    duplicated: [...of.duplicated, ...rest.duplicated],
    changed: [...of.changed, ...rest.changed],
    unaccounted: of.unaccounted + rest.unaccounted,
    moved: of.moved,
  };
}

/** A crash before and after every write of a few edits. */
export async function everyEditCrash(bench: Bench, count: number, edited: number): Promise<Row> {
  const { redis, server } = bench;
  const before = await bench.load({ key: "retry", count });
  const tally = new Tally("crash before and after every write, arguments edited");
  for (let at = 1, cutDone = true; cutDone; at++) {
    for (const lose of ["request", "reply"] as const) {
      await seedFromTemplate(redis, "retry");
      const edits = await planEdits(redis, "retry", edited);
      const proxy = await openProxy(server.port, { at, lose, forGood: true });
      const first = openLocalReplica(proxy.url, "first");
      for (const { batch, ...request } of edits) {
        if (proxy.cutDone) break;
        const origin = { id: batch, actor: "chaos", operation: null };
        await first.store.editor?.replaceArgs({ ...request, queue: null, atMs: null, batch: origin }).catch(() => {});
      }
      cutDone = proxy.cutDone;
      await proxy.close();
      await first.close();
      if (!cutDone) break;
      const there = await judgeAll(bench, before, edits);
      const second = openLocalReplica(server.url, "second");
      const { done } = await perform(second.store, { do: "edit", edits });
      await second.close();
      const end = await judgeAll(bench, before, edits);
      if (done !== edited || end.moved !== edited) throw new Error(`${end.moved} of ${edited} edited`);
      tally.add(faults(there) > 0 ? there : end, true, []);
    }
  }
  return tally.row;
}
