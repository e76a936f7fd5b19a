import { expect } from "vitest";
import type { JobVerb } from "@/lib/domain/action.schema";
import type { JobSetName } from "@/lib/domain/job.schema";
import { apply, type Check, inPlace, origin, refsOf } from "./harness";

const digest = "uniquejobs:0123456789abcdef";
const lock = { type: "until_executed", digest };

export const lockChecks: readonly Check[] = [
  {
    name: "delete and kill let go the lock of this job and of no other",
    async run(h) {
      for (const [verb, set] of [
        ["delete", "scheduled"],
        ["delete", "retry"],
        ["kill", "retry"],
      ] as [JobVerb, JobSetName][]) {
        await h.reset();
        await h.put({ set }, h.payload("j1", { lock }), "5");
        await h.hold(digest, "j1");
        await apply(h, verb, await refsOf(h.store, { set }));
        expect(await h.lockHolders(digest)).toEqual([]);
        await h.reset();
        await h.put({ set }, h.payload("j1", { lock }), "5");
        await h.hold(digest, "other");
        await apply(h, verb, await refsOf(h.store, { set }));
        expect(await h.lockHolders(digest)).toEqual(["other"]);
      }
    },
  },
  {
    name: "retry and run now keep the lock the job has",
    async run(h) {
      for (const [verb, set] of [
        ["retry", "retry"],
        ["run_now", "scheduled"],
      ] as [JobVerb, JobSetName][]) {
        await h.reset();
        await h.put({ set }, h.payload("j1", { lock }), "5");
        await h.hold(digest, "j1");
        const [outcome] = await apply(h, verb, await refsOf(h.store, { set }));
        expect(outcome?.status).toBe("done");
        expect(await h.lockHolders(digest)).toEqual(["j1"]);
      }
    },
  },
  {
    name: "retry from dead takes the lock, or is refused while another job holds it",
    async run(h) {
      await h.put({ set: "dead" }, h.payload("j1", { lock }), "5");
      const refs = await refsOf(h.store, { set: "dead" });
      await h.hold(digest, "other");
      const [refused] = await apply(h, "retry", refs);
      expect(refused).toMatchObject({ status: "refused", reason: "lock_held" });
      expect(inPlace(await h.contents(), "dead").length).toBe(1);
      const [done] = await apply(h, "retry", refs, { ignoreLock: true });
      expect(done?.status).toBe("done");
      expect(await h.lockHolders(digest)).toEqual(["other"]);
      await h.reset();
      await h.put({ set: "dead" }, h.payload("j1", { lock }), "5");
      await apply(h, "retry", await refsOf(h.store, { set: "dead" }));
      expect(await h.lockHolders(digest)).toEqual(["j1"]);
    },
  },
  {
    name: "an until_expired lock outlives its job, and a running lock's :RUN is no part of the key",
    async run(h) {
      await h.put({ set: "retry" }, h.payload("j1", { lock: { type: "until_expired", digest } }), "5");
      await h.hold(digest, "j1");
      await apply(h, "delete", await refsOf(h.store, { set: "retry" }));
      expect(await h.lockHolders(digest)).toEqual(["j1"]);
      await h.reset();
      const running = { type: "until_and_while_executing", digest: `${digest}:RUN` };
      await h.put({ set: "retry" }, h.payload("j1", { lock: running }), "5");
      await h.hold(digest, "j1");
      await apply(h, "delete", await refsOf(h.store, { set: "retry" }));
      expect(await h.lockHolders(digest)).toEqual([]);
    },
  },
  {
    name: "the queue's name in a locked payload is never changed",
    async run(h) {
      const job = h.payload("j1", { lock, queue: "low" });
      await h.put({ set: "scheduled" }, job, "5");
      const [refused] = await apply(h, "move", await refsOf(h.store, { set: "scheduled" }), { queue: "high" });
      expect(refused).toMatchObject({ status: "refused", reason: "lock_held" });
      await h.reset();
      await h.put({ queue: "low" }, job);
      await apply(h, "move", await refsOf(h.store, { queue: "low" }), { queue: "high" });
      expect(inPlace(await h.contents(), "queue:high")[0]?.toString()).toContain('"queue":"low"');
    },
  },
  {
    name: "clearing a queue lets go the locks of what was in it, and undo takes them again",
    async run(h) {
      for (let i = 0; i < 120; i++) {
        await h.put({ queue: "low" }, h.payload(`j${i}`, { lock: { ...lock, digest: `${digest}${i}` } }));
        await h.hold(`${digest}${i}`, `j${i}`);
      }
      const refs = await refsOf(h.store, { queue: "low" });
      const [newest] = (
        await h.store.reader.page({ queue: "low" }, { cursor: null, limit: 1, direction: "backward", q: null })
      ).jobs.map(({ ref }) => ref);
      expect(refs.length).toBe(100);
      const result = await h.store.queues.clear?.({
        queue: "low",
        expected: 120,
        newestRef: newest ?? null,
        withoutUndo: false,
        batch: origin(),
      });
      expect(result).toMatchObject({ status: "done", removed: 120 });
      expect(await h.lockHolders(`${digest}7`)).toEqual([]);
      await h.hold(`${digest}9`, "other");
      const restored = await h.store.trash?.restore(result?.trashBatch ?? "");
      expect(restored).toMatchObject({ restored: 119, refused: 1, left: 1 });
      expect(await h.lockHolders(`${digest}7`)).toEqual(["j7"]);
    },
  },
];
