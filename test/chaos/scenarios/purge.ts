import { readJids } from "@/lib/operations/details";
import { type Bench, openLocalReplica } from "../bench";
import { type Census, faults, takeCensus, type Verdict } from "../model";
import { ageLease, ended, isMidOperation, keys, order, sleep, somewhere, until } from "../order";
import { openProxy } from "../proxy";
import { seedFromTemplate } from "../seed";
import { type Row, Tally } from "../tally";
import { perform } from "../tasks";
import { batchesLeft, fillTrash, judgeTrash, refillTrash, type TrashModel } from "../trash";
import { rewriteFile } from "./kill-redis";

const BATCHES = 40;
const number = (value: number) => value.toLocaleString("en");

/** The trash emptied batch by batch, replica or Redis killed on the way; what was asked for is asked for again. */
export async function purge(bench: Bench, kill: "replica" | "Redis", rounds: number, count: number): Promise<Row> {
  const { redis, server, replicas } = bench;
  const model = await fillTrash(bench, count, BATCHES);
  const killed = kill === "Redis" ? "kill -9 of Redis (AOF everysec)" : "kill -9 of the replica";
  const tally = new Tally(`${killed}, trash of ${number(count)} jobs in ${BATCHES + 1} batches emptied`);
  for (let round = 0; round < rounds; round++) {
    await refillTrash(redis);
    const batches = shuffled(model);
    if (kill === "Redis") await rewriteFile(redis);
    const first = await replicas.next({ do: "purge", batches });
    const share = Math.random() * 0.8 * batches.length;
    await until(async () => batches.length - (await batchesLeft(redis)) > share);
    await sleep(Math.random() * 3);
    if (kill === "Redis") {
      const left = await batchesLeft(redis);
      await server.kill();
      await server.start();
      await first.report;
      const there = await judgeTrash(redis, model);
      await emptyAgain(bench, batches);
      tally.add(worse(there, await judgeTrash(redis, model)), left > 0, []);
    } else {
      await first.kill();
      const left = await batchesLeft(redis);
      const there = await judgeTrash(redis, model);
      await emptyAgain(bench, batches);
      tally.add(worse(there, await judgeTrash(redis, model)), left > 0, []);
    }
    await first.kill();
    if ((await batchesLeft(redis)) > 0) throw new Error("the trash is not empty");
  }
  return tally.row;
}

async function emptyAgain({ replicas }: Bench, batches: readonly string[]): Promise<void> {
  const second = await replicas.next({ do: "purge", batches });
  await second.report;
  await second.kill();
}

/** One empties the trash while another puts back what is in it: every job is back or gone, by both their counts. */
export async function purgeWhileRestored(bench: Bench, rounds: number, count: number): Promise<Row> {
  const { redis, replicas } = bench;
  const model = await fillTrash(bench, count, BATCHES);
  const tally = new Tally(`trash of ${number(count)} jobs emptied by one replica and put back by another`);
  const inTrash = model.batchOf.size;
  for (let round = 0; round < rounds; round++) {
    await refillTrash(redis);
    const batches = shuffled(model);
    // Putting back takes longer: it begins earlier, and both come to the same batches.
    const restores = await replicas.next({ do: "restore", batches });
    await until(async () => (await redis.zcard("dead")) > (Math.random() * inTrash) / 2);
    const purges = await replicas.next({ do: "purge", batches: batches.toReversed() });
    const [restored, purged] = await Promise.all([restores.report, purges.report]);
    await Promise.all([restores.kill(), purges.kill()]);
    const verdict = await judgeTrash(redis, model, true);
    if (verdict.moved !== purged.done || inTrash - verdict.moved !== restored.done) {
      console.error(`gone ${verdict.moved}, said to be purged ${purged.done}, restored ${restored.done}`);
      verdict.unaccounted++;
    }
    tally.add(verdict, restored.done > 0 && purged.done > 0, []);
  }
  return tally.row;
}

/** A removal for good by an operation: at the kill and at the end its ledger says of every job what became of it. */
export async function deletedForGood(bench: Bench, rounds: number, count: number): Promise<Row> {
  const { redis, state, replicas } = bench;
  const before = await bench.load({ key: "dead", count });
  const tally = new Tally(`kill -9 of the replica, delete for good, ${number(count)} jobs, each by the ledger`);
  for (let round = 0; round < rounds; round++) {
    await seedFromTemplate(redis, "dead");
    const id = await order(state, "delete", { expected: count, withoutUndo: true });
    const first = await replicas.next();
    await somewhere(redis, [id], count);
    await first.kill();
    const midOperation = await isMidOperation(redis, id);
    const there = await judgeLedger(bench, id, before);
    await ageLease(redis, id);
    const second = await replicas.next();
    await ended(redis, id);
    await second.kill();
    const end = await state.get(id);
    const verdict = await judgeLedger(bench, id, before);
    if (verdict.moved !== count) throw new Error(`${verdict.moved} of ${count} done`);
    tally.add(worse(there, verdict), midOperation, end ? [end.operation] : []);
  }
  return tally.row;
}

async function judgeLedger({ redis, state }: Bench, id: string, before: Census): Promise<Verdict> {
  const verdict: Verdict = { jobs: before.size, lost: [], duplicated: [], changed: [], unaccounted: 0, moved: 0 };
  const [jids, outcomes] = [await readJids(state, id, before.size), await state.outcomes(id, 0, before.size)];
  const after = await takeCensus(redis);
  for (const [i, jid] of jids.entries()) {
    const [was, now] = [before.get(jid ?? "")?.[0], after.get(jid ?? "")];
    const gone = outcomes[i] === "d".charCodeAt(0);
    if (!jid || !was) verdict.unaccounted++;
    else if (gone && now) verdict.duplicated.push(jid);
    else if (gone) verdict.moved++;
    else if (!now?.[0]) verdict.lost.push(jid);
    else if (now[0].text !== was.text || now[0].score !== was.score || now[0].place !== was.place) {
      verdict.changed.push(jid);
    }
  }
  if (jids.length !== before.size) verdict.unaccounted++;
  return verdict;
}

/** A crash before and after every write of emptying a small trash. */
export async function everyPurgeCrash(bench: Bench, count: number): Promise<Row> {
  const { redis, server } = bench;
  const model = await fillTrash(bench, count, 3);
  const tally = new Tally("crash before and after every write, trash emptied");
  for (let at = 1, cutDone = true; cutDone; at++) {
    for (const lose of ["request", "reply"] as const) {
      await refillTrash(redis);
      const batches = shuffled(model);
      const proxy = await openProxy(server.port, { at, lose, forGood: true });
      const first = openLocalReplica(proxy.url, "first");
      for (const id of batches) {
        if (!proxy.cutDone) await first.store.trash?.purge(id).catch(() => {});
      }
      cutDone = proxy.cutDone;
      await proxy.close();
      await first.close();
      if (!cutDone) break;
      const there = await judgeTrash(redis, model);
      const second = openLocalReplica(server.url, "second");
      await perform(second.store, { do: "purge", batches });
      await second.close();
      if ((await redis.exists(keys.trash)) === 1) throw new Error("the trash is not empty");
      tally.add(worse(there, await judgeTrash(redis, model)), true, []);
    }
  }
  return tally.row;
}

function shuffled({ batches }: TrashModel): string[] {
  const keyed = batches.map(({ id }) => ({ id, at: Math.random() }));
  return keyed.sort((a, b) => a.at - b.at).map(({ id }) => id);
}

/** What was wrong at the kill is not mended by what comes later. */
const worse = (there: Verdict, end: Verdict) => (faults(there) > 0 ? there : end);
