import { expect } from "vitest";
import type { JobVerb } from "@/lib/domain/action.schema";
import type { ListRef } from "@/lib/stores/port";
import { apply, type BreakablePlace, type Check, inPlace, refsOf, texts } from "./harness";

const DIGEST = "uniquejobs:abc";

/** Every verb with every place it touches broken in turn, and with no memory left. */
const CASES: readonly { verb: JobVerb; list: ListRef; destination: BreakablePlace | null }[] = [
  { verb: "retry", list: { set: "retry" }, destination: { queue: "low" } },
  { verb: "retry", list: { set: "dead" }, destination: { queue: "low" } },
  { verb: "run_now", list: { set: "scheduled" }, destination: { queue: "low" } },
  { verb: "kill", list: { set: "retry" }, destination: { set: "dead" } },
  { verb: "kill", list: { queue: "other" }, destination: { set: "dead" } },
  { verb: "move", list: { queue: "other" }, destination: { queue: "high" } },
  { verb: "delete", list: { set: "dead" }, destination: null },
  { verb: "delete", list: { queue: "other" }, destination: null },
];

export const faultChecks: readonly Check[] = [
  {
    name: "a destination of another type refuses the job, which stays byte for byte",
    async run(h) {
      for (const { verb, list, destination } of CASES) {
        if (!destination) continue;
        await h.reset();
        for (const jid of ["j1", "j2"]) await h.put(list, h.payload(jid, { queue: "low" }), "5");
        const refs = await refsOf(h.store, list);
        await h.breakPlace(destination);
        const before = texts(await h.contents());
        const outcomes = await apply(h, verb, refs, { queue: "high" });
        for (const outcome of outcomes) expect(outcome).toMatchObject({ status: "refused", reason: "wrong_type" });
        expect(texts(await h.contents())).toEqual(before);
        await h.mend(destination);
        const again = await apply(h, verb, refs, { queue: "high" });
        expect(again.map(({ status }) => status)).toEqual(["done", "done"]);
      }
    },
  },
  {
    name: "a broken register of queues refuses the push",
    async run(h) {
      await h.put({ set: "retry" }, h.payload("j1", { queue: "low" }), "5");
      const refs = await refsOf(h.store, { set: "retry" });
      await h.breakPlace("queues");
      const before = texts(await h.contents());
      const [outcome] = await apply(h, "retry", refs);
      expect(outcome).toMatchObject({ status: "refused", reason: "wrong_type" });
      expect(texts(await h.contents())).toEqual(before);
    },
  },
  {
    name: "keys of a lock that are of another type stop nothing and lose nothing",
    async run(h) {
      for (const [verb, list] of [
        ["delete", "retry"],
        ["kill", "retry"],
        ["retry", "dead"],
      ] as const) {
        await h.reset();
        await h.put({ set: list }, h.payload("j1", { lock: { type: "until_executed", digest: DIGEST } }), "5");
        const refs = await refsOf(h.store, { set: list });
        await h.breakPlace({ digest: DIGEST });
        const [outcome] = await apply(h, verb, refs);
        expect(outcome?.status).toBe("done");
        expect(inPlace(await h.contents(), list)).toEqual([]);
      }
    },
  },
  {
    name: "a full store refuses what adds, and every job stays where it is",
    async run(h) {
      for (const { verb, list } of CASES) {
        await h.reset();
        for (const jid of ["j1", "j2"]) await h.put(list, h.payload(jid, { queue: "low" }), "5");
        const refs = await refsOf(h.store, list);
        const before = texts(await h.contents());
        await h.fill();
        const outcomes = await apply(h, verb, refs, { queue: "high" }).finally(() => h.drain());
        for (const outcome of outcomes) {
          expect(outcome.status, `${verb} ${JSON.stringify(list)}`).toBe("refused");
          expect(["store_full", "trash_full"]).toContain(outcome.reason);
        }
        expect(texts(await h.contents())).toEqual(before);
      }
    },
  },
  {
    name: "a full store still lets go what nobody wants back",
    async run(h) {
      await h.put({ set: "dead" }, h.payload("j1"), "5");
      const refs = await refsOf(h.store, { set: "dead" });
      await h.fill();
      const [outcome] = await apply(h, "delete", refs, { withoutUndo: true }).finally(() => h.drain());
      expect(outcome).toMatchObject({ status: "done", destination: null });
      expect(await h.contents()).toEqual([]);
    },
  },
];
