import { expect } from "vitest";
import type { JobVerb } from "@/lib/domain/action.schema";
import type { ListRef } from "@/lib/stores/port";
import { apply, type Check, inPlace, refsOf, texts, withoutEdits } from "./harness";

const retry: ListRef = { set: "retry" };
const dead: ListRef = { set: "dead" };
const scheduled: ListRef = { set: "scheduled" };
const low: ListRef = { queue: "low" };

/** Every verb on every place, and the races it can lose. */
export const writingChecks: readonly Check[] = [
  {
    name: "retry puts the job in its queue with one attempt less and no other byte changed",
    async run(h) {
      for (const list of [retry, dead]) {
        await h.reset();
        const job = h.payload("j1", { queue: "low", retryCount: "2" });
        await h.put(list, job, "1795355549.1179667");
        const [outcome] = await apply(h, "retry", await refsOf(h.store, list));
        expect(outcome).toMatchObject({ status: "done", reason: null, jid: "j1", destination: "low" });
        const after = await h.contents();
        expect(after.map(({ place }) => place)).toEqual(["queue:low"]);
        expect(withoutEdits(after[0]?.bytes ?? Buffer.alloc(0))).toBe(withoutEdits(job));
        expect(after[0]?.bytes.toString()).toMatch(/"retry_count":1[,}]/);
        expect(await h.registeredQueues()).toEqual(["low"]);
      }
    },
  },
  {
    name: "run now leaves the attempts, retry of retry_count 0 makes -1, and a stray at is taken out",
    async run(h) {
      const at = h.payload("j1", { queue: "low", retryCount: "0", members: ['"at":1795355549.5'] });
      await h.put(scheduled, at, "5");
      await apply(h, "run_now", await refsOf(h.store, scheduled));
      const [ran] = inPlace(await h.contents(), "queue:low");
      expect(ran?.toString()).toMatch(/"retry_count":0[,}]/);
      expect(ran?.toString()).not.toMatch(/"at":/);
      await h.reset();
      await h.put(retry, at, "5");
      await apply(h, "retry", await refsOf(h.store, retry));
      expect(inPlace(await h.contents(), "queue:low")[0]?.toString()).toMatch(/"retry_count":-1[,}]/);
    },
  },
  {
    name: "a job without a queue goes to default",
    async run(h) {
      await h.put(retry, h.payload("j1", { queue: null }), "5");
      const [outcome] = await apply(h, "retry", await refsOf(h.store, retry));
      expect(outcome?.destination).toBe("default");
      expect(inPlace(await h.contents(), "queue:default").length).toBe(1);
    },
  },
  {
    name: "kill and reschedule keep every byte, and the dead set is never trimmed",
    async run(h) {
      const job = h.payload("j1");
      for (const list of [retry, scheduled, low]) {
        await h.reset();
        await h.put(list, job, "1795355549.1179667");
        await h.put(dead, h.payload("old"), "1");
        const [outcome] = await apply(h, "kill", await refsOf(h.store, list));
        expect(outcome).toMatchObject({ status: "done", destination: "dead" });
        expect(
          inPlace(await h.contents(), "dead")
            .map(String)
            .sort(),
        ).toEqual([job, h.payload("old")].map(String).sort());
      }
      await h.reset();
      await h.put(scheduled, job, "5");
      const [outcome] = await apply(h, "reschedule", await refsOf(h.store, scheduled), { atMs: 1_795_355_549_123 });
      expect(outcome?.status).toBe("done");
      expect(await h.contents()).toEqual([{ place: "scheduled", score: "1795355549.123", fromTail: null, bytes: job }]);
    },
  },
  {
    name: "move from a queue and from dead enqueues elsewhere; in a set it changes the queue and keeps the time",
    async run(h) {
      for (const list of [low, dead]) {
        await h.reset();
        const job = h.payload("j1", { queue: "low" });
        await h.put(list, job, "5");
        const [outcome] = await apply(h, "move", await refsOf(h.store, list), { queue: "high" });
        expect(outcome).toMatchObject({ status: "done", destination: "high" });
        const [moved] = inPlace(await h.contents(), "queue:high");
        expect(withoutEdits(moved ?? Buffer.alloc(0))).toBe(
          withoutEdits(job).replace('"queue":"low"', '"queue":"high"'),
        );
      }
      await h.reset();
      const job = h.payload("j1", { queue: "low" });
      await h.put(scheduled, job, "1795355549.1179667");
      await apply(h, "move", await refsOf(h.store, scheduled), { queue: "high" });
      const after = await h.contents();
      expect(after.length).toBe(1);
      expect(after[0]).toMatchObject({ place: "scheduled" });
      expect(Number(after[0]?.score)).toBe(1795355549.1179667);
      expect(after[0]?.bytes.toString("latin1")).toBe(
        job.toString("latin1").replace('"queue":"low"', '"queue":"high"'),
      );
    },
  },
  {
    name: "an entry that is gone, or has another score now, is gone and its neighbours stay",
    async run(h) {
      const verbs: [JobVerb, ListRef][] = [
        ["retry", retry],
        ["run_now", scheduled],
        ["kill", retry],
        ["delete", dead],
        ["reschedule", scheduled],
        ["move", dead],
      ];
      for (const [verb, list] of verbs) {
        await h.reset();
        const [job, neighbour, moved] = [h.payload("j1"), h.payload("j2"), h.payload("j3")];
        for (const payload of [job, neighbour, moved]) await h.put(list, payload, "5");
        const page = await h.store.reader.page(list, { cursor: null, limit: 10, direction: "forward", q: null });
        const refs = page.jobs.filter(({ jid }) => jid !== "j2").map(({ ref }) => ref);
        await h.take(list, job);
        await h.put(list, moved, "6");
        const before = texts(await h.contents());
        const outcomes = await apply(h, verb, refs, { atMs: 1_000, queue: "high" });
        expect(outcomes.map(({ status }) => status)).toEqual(["gone", "gone"]);
        expect(texts(await h.contents())).toEqual(before);
      }
    },
  },
  {
    name: "each of many equal scores is found and moved once",
    async run(h) {
      const jobs = Array.from({ length: 60 }, (_, i) => h.payload(`j${i}`, { queue: "low" }));
      for (const job of jobs) await h.put(retry, job, "1795355549.5");
      const refs = await refsOf(h.store, retry);
      const outcomes = await apply(h, "retry", [...refs].reverse());
      expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(["done"]));
      const after = inPlace(await h.contents(), "queue:low")
        .map(withoutEdits)
        .sort();
      expect(after).toEqual(jobs.map(withoutEdits).sort());
    },
  },
  {
    name: "of byte-identical twins in a queue exactly one is taken",
    async run(h) {
      const job = h.payload("j1");
      for (const payload of [job, h.payload("j2"), job]) await h.put(low, payload);
      const [first] = await refsOf(h.store, low);
      const [outcome] = await apply(h, "delete", [first ?? ""]);
      expect(outcome?.status).toBe("done");
      expect(
        inPlace(await h.contents(), "queue:low")
          .map(String)
          .sort(),
      ).toEqual([job, h.payload("j2")].map(String).sort());
    },
  },
  {
    name: "entries scattered over a queue are taken by their bytes while others come and go",
    async run(h) {
      const jobs = Array.from({ length: 30 }, (_, i) => h.payload(`j${String(i).padStart(2, "0")}`));
      for (const job of jobs) await h.put(low, job);
      const refs = await refsOf(h.store, low);
      await h.take(low, jobs[0] ?? Buffer.alloc(0));
      await h.put(low, h.payload("new"));
      const outcomes = await apply(h, "delete", [refs[29], refs[0], refs[7], refs[15]].map(String));
      expect(outcomes.map(({ status }) => status)).toEqual(["done", "gone", "done", "done"]);
      const left = inPlace(await h.contents(), "queue:low")
        .map(String)
        .sort();
      const expected = jobs.filter((_, i) => ![0, 7, 15, 29].includes(i)).concat(h.payload("new"));
      expect(left).toEqual(expected.map(String).sort());
    },
  },
  {
    name: "what no worker could run is never pushed, and can be killed or deleted with all its bytes",
    async run(h) {
      const broken = [
        "{oops",
        "[1]",
        "42",
        "null",
        '{"class":"A","args":{}}',
        '{"args":[]}',
        '{"class":null,"args":[]}',
      ].map((text) => Buffer.from(text));
      broken.push(Buffer.from([0x7b, 0xff, 0xfe, 0x00]));
      for (const bytes of broken) await h.put(retry, bytes, "5");
      const before = texts(await h.contents());
      const refs = await refsOf(h.store, retry);
      expect(refs.length).toBe(broken.length);
      for (const verb of ["retry", "run_now", "move"] as const) {
        const outcomes = await apply(h, verb, refs, { queue: "high" });
        expect(new Set(outcomes.map(({ reason }) => reason))).toEqual(new Set(["malformed"]));
        expect(texts(await h.contents())).toEqual(before);
      }
      await apply(h, "kill", refs);
      expect(texts(await h.contents())).toEqual(before.map((text) => text.replace("retry", "dead")));
    },
  },
  {
    name: "a verb that makes no sense where the entry is, is refused",
    async run(h) {
      const cases: [JobVerb, ListRef][] = [
        ["retry", scheduled],
        ["retry", low],
        ["run_now", low],
        ["kill", dead],
        ["reschedule", dead],
        ["reschedule", low],
      ];
      for (const [verb, list] of cases) {
        await h.reset();
        await h.put(list, h.payload("j1"), "5");
        const before = texts(await h.contents());
        const [outcome] = await apply(h, verb, await refsOf(h.store, list), { atMs: 1 });
        expect(outcome).toMatchObject({ status: "refused", reason: "wrong_place" });
        expect(texts(await h.contents())).toEqual(before);
      }
    },
  },
  {
    name: "kill of bytes that the dead set already has is refused rather than merged",
    async run(h) {
      await h.put(retry, h.payload("j1"), "5");
      await h.put(dead, h.payload("j1"), "4");
      const before = texts(await h.contents());
      const [outcome] = await apply(h, "kill", await refsOf(h.store, retry));
      expect(outcome).toMatchObject({ status: "refused", reason: "destination_invalid" });
      expect(texts(await h.contents())).toEqual(before);
    },
  },
  {
    name: "a payload of megabytes moves like any other",
    async run(h) {
      const jobs = ["j1", "j2", "j3"].map((jid) => h.payload(jid, { queue: "low", sizeBytes: 600_000 }));
      for (const job of jobs) await h.put(retry, job, "5");
      const outcomes = await apply(h, "retry", await refsOf(h.store, retry));
      expect(outcomes.map(({ status }) => status)).toEqual(["done", "done", "done"]);
      const after = inPlace(await h.contents(), "queue:low")
        .map(withoutEdits)
        .sort();
      expect(after).toEqual(jobs.map(withoutEdits).sort());
    },
  },
];
