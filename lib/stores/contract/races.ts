import { expect } from "vitest";
import type { JobVerb } from "@/lib/domain/action.schema";
import type { ListRef } from "@/lib/stores/port";
import { apply, type Check, refsOf, texts, withoutEdits } from "./harness";

const cases: readonly [JobVerb, ListRef][] = [
  ["retry", { set: "retry" }],
  ["retry", { set: "dead" }],
  ["run_now", { set: "scheduled" }],
  ["kill", { set: "retry" }],
  ["kill", { queue: "other" }],
  ["delete", { set: "dead" }],
  ["delete", { queue: "other" }],
  ["reschedule", { set: "scheduled" }],
  ["move", { set: "scheduled" }],
  ["move", { queue: "other" }],
];
const more = { queue: "high", atMs: 1_000 };

/** Somebody else acts between our look and our write. */
export const raceChecks: readonly Check[] = [
  {
    name: "an entry taken in between is gone, and nothing is written for it",
    async run(h) {
      for (const [verb, list] of cases) {
        await h.reset();
        const jobs = ["j1", "j2", "j3"].map((jid) => h.payload(jid, { queue: "low" }));
        for (const job of jobs) await h.put(list, job, "5");
        const taken = jobs[1] ?? Buffer.alloc(0);
        const refs = await refsOf(h.store, list);
        h.beforeNextWrite(() => h.take(list, taken));
        const outcomes = await apply(h, verb, refs, more);
        expect(outcomes.filter(({ status }) => status === "done").length, verb).toBe(2);
        expect(outcomes.filter(({ status }) => status === "gone").length, verb).toBe(1);
        expect(JSON.stringify(texts(await h.contents()))).not.toContain("j2");
      }
    },
  },
  {
    name: "an entry that got another time in between is gone, and keeps that time",
    async run(h) {
      for (const [verb, list] of cases) {
        if (!("set" in list)) continue;
        await h.reset();
        const job = h.payload("j1", { queue: "low" });
        await h.put(list, job, "5");
        const refs = await refsOf(h.store, list);
        h.beforeNextWrite(() => h.put(list, job, "7"));
        const [outcome] = await apply(h, verb, refs, more);
        expect(outcome?.status, verb).toBe("gone");
        expect(await h.contents()).toEqual([{ place: list.set, score: "7", fromTail: null, bytes: job }]);
      }
    },
  },
  {
    name: "a queue that is worked off and filled meanwhile still loses the right entries",
    async run(h) {
      for (const verb of ["delete", "kill", "move"] as const) {
        await h.reset();
        const list = { queue: "other" };
        const jobs = Array.from({ length: 9 }, (_, i) => h.payload(`j${i}`));
        for (const job of jobs) await h.put(list, job);
        const refs = await refsOf(h.store, list);
        h.beforeNextWrite(async () => {
          await h.take(list, jobs[0] ?? Buffer.alloc(0));
          await h.put(list, h.payload("new"));
        });
        const outcomes = await apply(h, verb, [refs[6], refs[3]].map(String), more);
        expect(outcomes.map(({ status, jid }) => `${status} ${jid}`)).toEqual(["done j6", "done j3"]);
        const left = (await h.contents())
          .filter(({ place }) => place === "queue:other")
          .map(({ bytes }) => withoutEdits(bytes));
        const expected = [...[1, 2, 4, 5, 7, 8].map((i) => jobs[i] ?? Buffer.alloc(0)), h.payload("new")];
        expect(left.sort()).toEqual(expected.map(withoutEdits).sort());
      }
    },
  },
];
