import { expect } from "vitest";
import { newId } from "@/lib/state/id";
import type { ListRef } from "@/lib/stores/port";
import type { JobEditor, MakeJobRequest } from "@/lib/stores/port-editor";
import { type Check, type ContractHarness, inPlace, origin, refsOf, texts } from "./harness";

const places: readonly ListRef[] = [{ set: "retry" }, { set: "dead" }, { set: "scheduled" }, { queue: "low" }];
const SCORE = "1795355549.1179667";
const FAILED = ['"error_class":"E"', '"error_message":"m"', '"at":5', '"extra":{"z":1.0,"a":[]}', '"bid":"b1"'];

function editorOf({ store }: ContractHarness): JobEditor {
  if (!store.editor) throw new Error("the store makes no jobs");
  return store.editor;
}

async function request(h: ContractHarness, list: ListRef, more: Partial<MakeJobRequest> = {}) {
  const [ref] = await refsOf(h.store, list);
  return { ref: ref ?? "", text: null, queue: null, atMs: null, token: newId(), batch: origin(), ...more };
}

async function refOf({ store }: ContractHarness, list: ListRef, jid: string): Promise<string> {
  const page = await store.reader.page(list, { cursor: null, limit: 100, direction: "forward", q: null });
  return page.jobs.find((job) => job.jid === jid)?.ref ?? "";
}

/** The text a person would have before them, changed. */
async function edited(h: ContractHarness, ref: string, change: (text: string) => string): Promise<string> {
  const job = await editorOf(h).editable(ref);
  return change(job?.text ?? "");
}

const withDigit = (text: string) => text.replace("12345678901234567890", "12345678901234567891");
const jidOf = (bytes: Buffer | undefined) => /"jid":"([^"]*)"/.exec(String(bytes))?.[1];

/** What the new job must be: the original's bytes but for what makes it a new one. */
function expectNew(
  made: Buffer | undefined,
  original: Buffer,
  ancestor: string,
  changed: (text: string) => string,
): void {
  const strip = (text: string) =>
    text
      .replace(/,?"(?:enqueued_at|created_at|failed_at|at|retry_count)":-?[\d.]+/g, "")
      .replace(/,?"(?:jid|error_class|error_message|bid|signalbox_ancestor|lock_digest)":"[^"]*"/g, "");
  expect(strip(String(made))).toBe(strip(changed(String(original))));
  expect(String(made)).toContain(`"signalbox_ancestor":"${ancestor}"`);
  expect(String(made)).not.toMatch(/error_class|retry_count|failed_at|"at":|"bid"|lock_digest/);
  expect(JSON.parse(String(made)).created_at).toBeGreaterThan(1e9);
}

/** Jobs that are made from others. */
export const editorChecks: readonly Check[] = [
  {
    name: "a job with changed arguments comes and its original goes to the trash, wherever it was",
    async run(h) {
      for (const list of places) {
        await h.reset();
        const job = h.payload("j1", { retryCount: "2", members: FAILED });
        const neighbour = h.payload("j2");
        for (const payload of [job, neighbour]) await h.put(list, payload, SCORE);
        const before = texts(await h.contents());
        const wanted = await request(h, list, { ref: await refOf(h, list, "j1") });
        const text = await edited(h, wanted.ref, withDigit);
        const made = await editorOf(h).replaceArgs({ ...wanted, text });
        expect(made).toMatchObject({ status: "done", ancestor: "j1", destination: "low", trashBatch: wanted.batch.id });
        const after = await h.contents();
        const queued = inPlace(after, "queue:low").filter((bytes) => jidOf(bytes) === made.jid);
        expect(queued.length).toBe(1);
        expect(String(queued[0])).toMatch(/"enqueued_at":\d/);
        expectNew(queued[0], job, "j1", withDigit);
        expect(after.filter(({ bytes }) => bytes.equals(job))).toEqual([]);
        expect(await h.registeredQueues()).toEqual(["low"]);
        expect(await h.store.trash?.list({ cursor: null, limit: 5 })).toMatchObject({
          entries: 1,
          batches: [{ entries: 1 }],
        });
        expect((await h.store.trash?.restore(wanted.batch.id))?.restored).toBe(1);
        const back = (await h.contents()).filter(({ bytes }) => jidOf(bytes) !== made.jid);
        expect(texts(back)).toEqual(before);
      }
    },
  },
  {
    name: "a copy leaves its original alone, keeps the arguments byte for byte, and goes where it was told to",
    async run(h) {
      for (const list of places) {
        await h.reset();
        const job = h.payload("j1", { members: FAILED });
        await h.put(list, job, SCORE);
        const made = await editorOf(h).enqueue(await request(h, list, { queue: "high" }));
        expect(made).toMatchObject({ status: "done", ancestor: "j1", destination: "high", trashBatch: null });
        const after = await h.contents();
        expect(after.filter(({ bytes }) => bytes.equals(job)).length).toBe(1);
        const [copy] = inPlace(after, "queue:high");
        expectNew(copy, job, "j1", (text) => text.replace('"queue":"low"', '"queue":"high"'));
      }
    },
  },
  {
    name: "a job for later is scheduled without a time of enqueueing",
    async run(h) {
      await h.put({ set: "dead" }, h.payload("j1"), SCORE);
      const made = await editorOf(h).enqueue(await request(h, { set: "dead" }, { atMs: 1_795_400_000_123 }));
      expect(made).toMatchObject({ status: "done", destination: "scheduled" });
      const [entry] = (await h.contents()).filter(({ place }) => place === "scheduled");
      expect(entry?.score).toBe("1795400000.123");
      expect(String(entry?.bytes)).not.toContain("enqueued_at");
      expect(await h.registeredQueues()).toEqual([]);
    },
  },
  {
    name: "the same request twice makes one job",
    async run(h) {
      for (const list of places) {
        await h.reset();
        await h.put(list, h.payload("j1"), SCORE);
        const wanted = await request(h, list);
        const first = await editorOf(h).enqueue(wanted);
        const count = (await h.contents()).length;
        expect(await editorOf(h).enqueue(wanted)).toEqual(first);
        expect((await h.contents()).length).toBe(count);
        const replacing = { ...wanted, token: newId() };
        const replaced = await editorOf(h).replaceArgs(replacing);
        const after = texts(await h.contents());
        expect(await editorOf(h).replaceArgs(replacing)).toMatchObject({ status: "done", jid: replaced.jid });
        expect(texts(await h.contents())).toEqual(after);
      }
    },
  },
  {
    name: "of an entry that left, or left between look and write, nothing is made",
    async run(h) {
      for (const list of places) {
        await h.reset();
        const job = h.payload("j1");
        await h.put(list, job, SCORE);
        const wanted = await request(h, list);
        h.beforeNextWrite(() => h.take(list, job));
        expect(await editorOf(h).replaceArgs(wanted)).toMatchObject({ status: "gone", jid: null });
        expect(await h.contents()).toEqual([]);
        for (const made of [await editorOf(h).replaceArgs(wanted), await editorOf(h).enqueue(wanted)]) {
          expect(made).toMatchObject({ status: "gone", jid: null, trashBatch: null });
        }
        expect(await h.contents()).toEqual([]);
        expect(await h.store.trash?.list({ cursor: null, limit: 5 })).toMatchObject({ batches: [], entries: 0 });
      }
    },
  },
  {
    name: "where the new job cannot go, nothing happens at all",
    async run(h) {
      const job = h.payload("j1", { queue: "high" });
      for (const place of [{ queue: "high" }, "queues"] as const) {
        await h.reset();
        await h.put({ set: "dead" }, job, SCORE);
        const wanted = await request(h, { set: "dead" });
        await h.breakPlace(place);
        expect(await editorOf(h).replaceArgs(wanted)).toMatchObject({
          status: "refused",
          reason: "wrong_type",
          jid: null,
        });
        await h.mend(place);
        expect((await h.contents()).map(({ bytes }) => String(bytes))).toEqual([String(job)]);
        expect(await h.store.trash?.list({ cursor: null, limit: 5 })).toMatchObject({ batches: [], entries: 0 });
        expect(await h.registeredQueues()).toEqual([]);
      }
      const wanted = await request(h, { set: "dead" });
      await h.fill();
      const code = (error: { code?: string }) => ({ status: "refused", reason: error.code });
      const full = [
        await editorOf(h).replaceArgs(wanted).catch(code),
        await editorOf(h)
          .enqueue({ ...wanted, token: newId() })
          .catch(code),
      ];
      await h.drain();
      for (const made of full) expect(made.reason).toMatch(/^(?:source|store|trash)_full$/);
      expect((await h.contents()).map(({ bytes }) => String(bytes))).toEqual([String(job)]);
    },
  },
  {
    name: "a text that is refused changes nothing and says where its fault is",
    async run(h) {
      await h.put({ set: "dead" }, h.payload("j1"), SCORE);
      const before = texts(await h.contents());
      for (const [text, fault, at] of [
        ["[1,]", "trailing_comma", 3],
        ["{}", "not_an_array", 0],
        ['[{"_aj_globalid":"gid://a/B/1"}]', "reviving", 2],
      ] as const) {
        const wanted = { ...(await request(h, { set: "dead" })), text };
        for (const make of [editorOf(h).replaceArgs, editorOf(h).enqueue]) {
          await expect(make(wanted)).rejects.toMatchObject({ code: "arguments_refused", params: { fault, at } });
        }
      }
      expect(texts(await h.contents())).toEqual(before);
    },
  },
  {
    name: "an original in the trash lets its lock go, and the new job names none",
    async run(h) {
      for (const list of places) {
        await h.reset();
        const digest = "uniquejobs:d1";
        const job = h.payload("j1", { lock: { type: "until_executed", digest } });
        await h.put(list, job, SCORE);
        await h.hold(digest, "j1");
        await editorOf(h).enqueue(await request(h, list));
        expect(await h.lockHolders(digest)).toEqual(["j1"]);
        const made = await editorOf(h).replaceArgs(await request(h, list, { ref: await refOf(h, list, "j1") }));
        expect(made.status).toBe("done");
        expect(await h.lockHolders(digest)).toEqual([]);
        const copies = (await h.contents()).filter(({ bytes }) => jidOf(bytes) !== "j1");
        expect(copies.length).toBe(2);
        for (const { bytes } of copies) expectNew(bytes, job, "j1", (text) => text);
      }
    },
  },
  {
    name: "what no worker could run is made into no job",
    async run(h) {
      const broken = ["{oops", "[1]", "null", '{"class":"A","args":{}}', '{"args":[]}', '{"class":"A"}'];
      for (const text of broken) {
        await h.reset();
        await h.put({ set: "dead" }, Buffer.from(text), SCORE);
        const wanted = await request(h, { set: "dead" });
        expect((await editorOf(h).editable(wanted.ref))?.text).toBe(null);
        for (const make of [editorOf(h).replaceArgs, editorOf(h).enqueue]) {
          expect(await make(wanted)).toMatchObject({ status: "refused", reason: "malformed", jid: null });
        }
        expect((await h.contents()).map(({ bytes }) => String(bytes))).toEqual([text]);
      }
    },
  },
];
