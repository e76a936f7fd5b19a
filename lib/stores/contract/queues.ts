import { expect } from "vitest";
import type { QueueActionResult } from "@/lib/domain/action.schema";
import type { QueueRemoval } from "@/lib/stores/port";
import { type Check, type ContractHarness, inPlace, origin, texts } from "./harness";

async function newestRef(h: ContractHarness, queue: string): Promise<string | null> {
  const page = await h.store.reader.page({ queue }, { cursor: null, limit: 1, direction: "backward", q: null });
  return page.jobs[0]?.ref ?? null;
}

async function remove(
  h: ContractHarness,
  verb: "clear" | "delete",
  request: Partial<QueueRemoval> & { expected: number; newestRef: string | null },
): Promise<QueueActionResult> {
  const run = h.store.queues[verb];
  if (!run) throw new Error(`the store cannot ${verb} a queue`);
  return run({ queue: "low", withoutUndo: false, batch: origin(), ...request });
}

async function putJobs(h: ContractHarness, from: number, to: number): Promise<Buffer[]> {
  const jobs: Buffer[] = [];
  for (let i = from; i < to; i++) {
    const job = h.payload(`j${i}`, { queue: "low" });
    await h.put({ queue: "low" }, job);
    jobs.push(job);
  }
  return jobs;
}

export const queueChecks: readonly Check[] = [
  {
    name: "clear takes what was seen, in its order, and leaves what arrived since, in its order",
    async run(h) {
      await putJobs(h, 0, 5);
      const before = await h.contents();
      const newest = await newestRef(h, "low");
      const arrived = await putJobs(h, 5, 8);
      const result = await remove(h, "clear", { expected: 5, newestRef: newest });
      expect(result).toMatchObject({ status: "done", removed: 5, kept: 3 });
      expect(
        inPlace(await h.contents(), "queue:low")
          .map(String)
          .sort(),
      ).toEqual(arrived.map(String).sort());
      expect(await h.registeredQueues()).toEqual(["low"]);
      for (const job of arrived) await h.take({ queue: "low" }, job);
      expect(await h.store.trash?.restore(result.trashBatch ?? "")).toMatchObject({ restored: 5, left: 0 });
      expect(await h.contents()).toEqual(before);
    },
  },
  {
    name: "undo into a queue that is in use again puts the old jobs next to run, in their order",
    async run(h) {
      const jobs = await putJobs(h, 0, 120);
      const result = await remove(h, "clear", { expected: 120, newestRef: await newestRef(h, "low") });
      const [later] = await putJobs(h, 200, 201);
      expect(await h.store.trash?.restore(result.trashBatch ?? "")).toMatchObject({ restored: 120, left: 0 });
      const after = (await h.contents()).sort((a, b) => (a.fromTail ?? 0) - (b.fromTail ?? 0));
      expect(after.map(({ bytes }) => bytes.toString())).toEqual([...jobs, later].map(String));
    },
  },
  {
    name: "clear is refused when the queue is no longer the one that was seen",
    async run(h) {
      await putJobs(h, 0, 5);
      const newest = await newestRef(h, "low");
      await putJobs(h, 5, 110);
      const before = texts(await h.contents());
      expect(await remove(h, "clear", { expected: 5, newestRef: newest })).toMatchObject({
        status: "refused",
        reason: "drifted",
      });
      expect(await remove(h, "clear", { expected: 109, newestRef: null })).toMatchObject({ reason: "drifted" });
      expect(await remove(h, "clear", { expected: 4, newestRef: await newestRef(h, "low") })).toMatchObject({
        reason: "drifted",
      });
      expect(texts(await h.contents())).toEqual(before);
    },
  },
  {
    name: "clear takes fewer when workers have taken some",
    async run(h) {
      const jobs = await putJobs(h, 0, 5);
      const newest = await newestRef(h, "low");
      await h.take({ queue: "low" }, jobs[0] ?? Buffer.alloc(0));
      expect(await remove(h, "clear", { expected: 5, newestRef: newest })).toMatchObject({
        status: "done",
        removed: 4,
        kept: 0,
      });
    },
  },
  {
    name: "delete takes the name too, unless something arrived",
    async run(h) {
      await putJobs(h, 0, 2);
      const newest = await newestRef(h, "low");
      await putJobs(h, 2, 3);
      await remove(h, "delete", { expected: 2, newestRef: newest });
      expect(await h.registeredQueues()).toEqual(["low"]);
      const result = await remove(h, "delete", { expected: 1, newestRef: await newestRef(h, "low") });
      expect(result).toMatchObject({ status: "done", removed: 1 });
      expect(await h.registeredQueues()).toEqual([]);
      expect(await h.store.trash?.restore(result.trashBatch ?? "")).toMatchObject({ restored: 1 });
      expect(await h.registeredQueues()).toEqual(["low"]);
    },
  },
  {
    name: "without undo nothing is kept; on a full store only that is possible",
    async run(h) {
      await putJobs(h, 0, 3);
      const newest = await newestRef(h, "low");
      const before = texts(await h.contents());
      await h.fill();
      try {
        const refused = await remove(h, "clear", { expected: 3, newestRef: newest });
        expect(refused.status).toBe("refused");
        expect(["store_full", "trash_full"]).toContain(refused.reason);
        expect(texts(await h.contents())).toEqual(before);
        const done = await remove(h, "clear", { expected: 3, newestRef: newest, withoutUndo: true });
        expect(done).toMatchObject({ status: "done", removed: 3, trashBatch: null });
      } finally {
        await h.drain();
      }
      expect(await h.contents()).toEqual([]);
      expect(await h.store.trash?.list({ cursor: null, limit: 10 })).toMatchObject({ batches: [], entries: 0 });
    },
  },
  {
    name: "a queue of another type, and an empty one",
    async run(h) {
      expect(await remove(h, "clear", { expected: 0, newestRef: null })).toMatchObject({
        status: "done",
        removed: 0,
        trashBatch: null,
      });
      await h.breakPlace({ queue: "low" });
      expect(await remove(h, "clear", { expected: 0, newestRef: null })).toMatchObject({
        status: "refused",
        reason: "wrong_type",
      });
      await h.mend({ queue: "low" });
    },
  },
  {
    name: "pause and resume",
    async run(h) {
      await h.store.queues.pause?.("low");
      await h.store.queues.pause?.("low");
      expect(await h.pausedQueues()).toEqual(["low"]);
      await h.store.queues.resume?.("low");
      expect(await h.pausedQueues()).toEqual([]);
    },
  },
];
