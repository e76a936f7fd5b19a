import type { JobVerb } from "@/lib/domain/action.schema";
import type { OperationPace } from "@/lib/domain/operation.schema";
import type { Bench } from "../bench";
import { judgeEdits, planEdits } from "../edits";
import { QUEUES } from "../jobs";
import { type Census, judge, takeCensus, trashed, type Verdict } from "../model";
import {
  ageLease,
  isMidOperation,
  keys,
  order,
  orderUndo,
  recordsOf,
  sleep,
  somewhere,
  startFrozen,
  until,
} from "../order";
import type { Replica } from "../replicas";
import { startRivals } from "../rivals";
import { seedFromTemplate } from "../seed";
import { type Row, Tally } from "../tally";

const FIRST = 100;
/** Each verb with the filter that says what it is for: all want what others want, too, and none wins all of it. */
const WISHES: readonly (readonly [verb: JobVerb, q: string])[] = [
  ["retry", ""],
  ["retry", ""],
  ["delete", "class:MailJob"],
  ["kill", "queue:mail"],
  ["reschedule", "queue:low"],
];
const VERBS = WISHES.map(([verb]) => verb);

/**
 * Five people at once on the same jobs in two replicas, beside a poller and workers: one retries at a pace, pauses and
 * resumes; one with a canary; one deletes, takes that back and meanwhile empties the trash of it; one kills; one
 * reschedules, and gives some of the jobs other arguments. One of the replicas is killed.
 */
export async function fiveOperators(bench: Bench, rounds: number, count: number): Promise<Row> {
  const { redis } = bench;
  const before = await bench.load({ key: "retry", count });
  const name = `five operators at once on the same ${count.toLocaleString("en")} jobs`;
  const tally = new Tally(`${name}: pace, pause, canary, undo, purge, edit; poller, workers, replica killed`);
  for (let round = 0; round < rounds; round++) {
    await seedFromTemplate(redis, "retry");
    const { verdict, midOperation, ids } = await play(bench, before, count);
    const records = await recordsOf(bench.state, ids);
    tally.add(verdict, midOperation, records);
  }
  return tally.row;
}

async function play(bench: Bench, census: Census, count: number) {
  const { redis, state, replicas, server } = bench;
  const edits = await planEdits(redis, "retry", Math.min(200, count / 20));
  const paces: (OperationPace | undefined)[] = [
    { kind: "per_sec", perSec: Math.max(500, count / 4) },
    { kind: "canary", first: FIRST, belowPercent: 100, waitSec: 600, perSec: null },
  ];
  const ids = await Promise.all(
    WISHES.map(([verb, q], i) =>
      order(state, verb, { expected: null, set: "retry", q, ...(paces[i] && { pace: paces[i] }) }),
    ),
  );
  const [paced = "", canary = "", removal = ""] = ids;
  const first = await replicas.next();
  const second = await replicas.next();
  // Everybody has seen the same jobs before anybody starts.
  await until(async () => (await recordsOf(state, ids)).every((operation) => operation.state === "frozen"));
  const editor = await replicas.next({ do: "edit", edits });
  await Promise.all(ids.map((id) => startFrozen(state, id)));

  await somewhere(redis, [removal], count / 12);
  const rivals = startRivals(server.port, ["retry"], QUEUES, 2);
  await pause(bench, paced, 50);
  const midOperation = (await Promise.all(ids.map((id) => isMidOperation(redis, id)))).some(Boolean);
  await first.kill();
  for (const id of ids) await ageLease(redis, id);
  await goOnWithoutVerdict(bench, canary);
  await settled(bench, [removal]);
  const taken = await takeBack(bench, removal);
  await settled(bench, [...ids, taken.undo]);
  const edited = await editor.report;
  await rivals.stop();
  await Promise.all([second.kill(), editor.kill(), taken.purges.kill()]);

  const [then, now] = [new Map(census), await takeCensus(redis, rivals.executed)];
  const ofEdits = await judgeEdits(redis, then, now, edits, { elsewhere: true });
  if (ofEdits.moved !== edited.done) ofEdits.unaccounted++;
  const rest = judge(then, now, [...VERBS, "run_now"]);
  // The purged ones are nowhere, as many as the purge said, and all of them were in that batch.
  const purged = rest.lost.filter((jid) => taken.batch.has(jid));
  const records = await recordsOf(state, [removal, taken.undo]);
  const [removed = 0, back = 0] = records.map((operation) => operation.done);
  if (purged.length !== taken.purged || purged.length + back !== removed) {
    console.error(`removed ${removed}, back ${back}, purged ${taken.purged}, nowhere ${purged.length}`);
    rest.unaccounted++;
  }
  const verdict: Verdict = {
    ...rest,
    lost: [...ofEdits.lost, ...rest.lost.filter((jid) => !taken.batch.has(jid))],
    duplicated: [...ofEdits.duplicated, ...rest.duplicated],
    changed: [...ofEdits.changed, ...rest.changed],
    unaccounted: ofEdits.unaccounted + rest.unaccounted,
  };
  const everybody = removed > 0 && back + taken.purged > 0 && edited.done > 0;
  return { verdict, midOperation: midOperation && everybody, ids: [...ids, taken.undo] };
}

/** A person stops it for a moment; it may have ended before. */
async function pause({ state }: Bench, id: string, ms: number): Promise<void> {
  if (!(await state.change(id, { from: ["running"], to: "paused" }))) return;
  await sleep(ms);
  await state.change(id, { from: ["paused"], to: "running" });
}

/** A person goes on without the verdict: jobs that nobody runs have none. */
async function goOnWithoutVerdict({ state }: Bench, id: string): Promise<void> {
  await until(async () => (await state.get(id))?.operation.canary !== null);
  const canary = (await state.get(id))?.operation.canary ?? null;
  const set = { canary: canary && { ...canary, verdict: "passed" as const } };
  const states = ["running", "paused"] as const;
  await until(() => state.change(id, { from: states, to: "paused" }));
  await until(() => state.change(id, { from: ["paused"], to: "running", set }));
}

/** What a removal took is put back while somebody else empties the trash of it. */
async function takeBack(bench: Bench, removal: string) {
  const { redis, state, replicas } = bench;
  const batch = new Set((await trashed(redis, removal)).map(jidIn));
  const entries = batch.size;
  const undo = await orderUndo(state, removal);
  const part = (Math.random() * entries) / 2;
  await until(async () => Number(await redis.hget(keys.operation(undo), "done")) >= Math.min(part, entries));
  const purges: Replica = await replicas.next({ do: "purge", batches: [removal] });
  const { done: purged } = await purges.report;
  return { undo, batch, purges, purged };
}

const ENDS = new Set(["done", "failed", "cancelled"]);

async function settled({ redis }: Bench, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await until(async () => ENDS.has((await redis.hget(keys.operation(id), "state")) ?? "done"));
  }
}

const jidIn = (bytes: Buffer) => /"jid":"([0-9a-f]{24})"/.exec(bytes.toString("latin1"))?.[1] ?? "";
