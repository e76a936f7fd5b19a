import { expect } from "vitest";
import { limits } from "@/lib/config/limits";
import type { Store } from "@/lib/stores/port";
import { apply, type Check, inPlace, origin, refsOf, texts } from "./harness";

const trashOf = (store: Store) => {
  if (!store.trash) throw new Error("the store has no trash");
  return store.trash;
};

export const trashChecks: readonly Check[] = [
  {
    name: "what was deleted comes back where it was, once, with every byte",
    async run(h) {
      const trash = trashOf(h.store);
      for (const set of ["scheduled", "retry", "dead"] as const) {
        for (let i = 0; i < 3; i++) await h.put({ set }, h.payload(`${set}${i}`), "1795355549.1179667");
        await h.put({ set }, Buffer.from([0x7b, 0xff, 0x0a, 0x00]), "-inf");
      }
      for (let i = 0; i < 5; i++) await h.put({ queue: "low" }, h.payload(`q${i}`));
      const before = await h.contents();
      const batch = origin();
      for (const list of [{ set: "scheduled" }, { set: "retry" }, { set: "dead" }, { queue: "low" }] as const) {
        await apply(h, "delete", await refsOf(h.store, list), { batch });
      }
      expect(await h.contents()).toEqual([]);
      expect(await trash.batch(batch.id)).toMatchObject({ id: batch.id, verb: "delete", actor: "ann", entries: 17 });
      expect(await trash.list({ cursor: null, limit: 10 })).toMatchObject({ entries: 17, nextCursor: null });
      expect(await trash.restore(batch.id)).toEqual({ restored: 17, gone: 0, refused: 0, left: 0 });
      expect(await h.contents()).toEqual(before);
      expect(await trash.restore(batch.id)).toEqual({ restored: 0, gone: 0, refused: 0, left: 0 });
      expect(await h.contents()).toEqual(before);
      expect(await trash.batch(batch.id)).toBeNull();
      expect(await trash.list({ cursor: null, limit: 10 })).toMatchObject({ entries: 0, bytes: 0, batches: [] });
    },
  },
  {
    name: "an entry that came back by itself is gone from the trash and stands once",
    async run(h) {
      const job = h.payload("j1");
      await h.put({ set: "dead" }, job, "5");
      const batch = origin();
      await apply(h, "delete", await refsOf(h.store, { set: "dead" }), { batch });
      await h.put({ set: "dead" }, job, "9");
      expect(await trashOf(h.store).restore(batch.id)).toEqual({ restored: 0, gone: 1, refused: 0, left: 0 });
      expect(await h.contents()).toEqual([{ place: "dead", score: "9", fromTail: null, bytes: job }]);
    },
  },
  {
    name: "a restore that is refused leaves the entry in the trash",
    async run(h) {
      const trash = trashOf(h.store);
      for (const list of [{ set: "dead" }, { queue: "low" }] as const) {
        await h.reset();
        await h.put(list, h.payload("j1"), "5");
        const before = texts(await h.contents());
        const batch = origin();
        await apply(h, "delete", await refsOf(h.store, list), { batch });
        await h.breakPlace(list);
        expect(await trash.restore(batch.id)).toEqual({ restored: 0, gone: 0, refused: 1, left: 1 });
        await h.mend(list);
        await h.fill();
        expect(await trash.restore(batch.id).finally(() => h.drain())).toMatchObject({
          restored: 0,
          refused: 1,
          left: 1,
        });
        expect(await trash.restore(batch.id)).toMatchObject({ restored: 1, left: 0 });
        expect(texts(await h.contents())).toEqual(before);
      }
    },
  },
  {
    name: "purge and sweep unlink, and count what is left",
    async run(h) {
      const trash = trashOf(h.store);
      await h.put({ set: "dead" }, h.payload("j1"), "5");
      await h.put({ set: "dead" }, h.payload("j2"), "6");
      const [first, second] = await refsOf(h.store, { set: "dead" });
      const [one, two] = [origin(), origin()];
      await apply(h, "delete", [first ?? ""], { batch: one });
      await apply(h, "delete", [second ?? ""], { batch: two });
      expect(await trash.purge(one.id)).toBe(1);
      expect(await trash.purge(one.id)).toBe(0);
      expect((await trash.list({ cursor: null, limit: 10 })).entries).toBe(1);
      const { atMs = 0 } = (await trash.batch(two.id)) ?? {};
      expect(await trash.sweep(atMs + limits.trashRetentionMs - 1)).toBe(0);
      expect(await trash.sweep(atMs + limits.trashRetentionMs)).toBe(1);
      expect(await trash.list({ cursor: null, limit: 10 })).toMatchObject({ entries: 0, bytes: 0, batches: [] });
      expect(await h.contents()).toEqual([]);
    },
  },
  {
    name: "without undo nothing is kept",
    async run(h) {
      await h.put({ set: "dead" }, h.payload("j1"), "5");
      const [outcome] = await apply(h, "delete", await refsOf(h.store, { set: "dead" }), { withoutUndo: true });
      expect(outcome).toMatchObject({ status: "done", destination: null });
      expect((await trashOf(h.store).list({ cursor: null, limit: 10 })).batches).toEqual([]);
      expect(inPlace(await h.contents(), "dead")).toEqual([]);
    },
  },
  {
    name: "a batch that holds something already takes no queue, and one that holds a queue takes no entries",
    async run(h) {
      await h.put({ set: "dead" }, h.payload("j1"), "5");
      await h.put({ set: "dead" }, h.payload("j2"), "6");
      for (const jid of ["q1", "q2"]) await h.put({ queue: "low" }, h.payload(jid));
      const [first, second] = await refsOf(h.store, { set: "dead" });
      const [records, list] = [origin(), origin()];
      await apply(h, "delete", [first ?? ""], { batch: records });
      const clear = (queue: string, expected: number, batch: typeof list) =>
        h.store.queues.clear?.({ queue, expected, newestRef: null, withoutUndo: false, batch });
      await expect(clear("low", 2, records)).rejects.toThrow();
      expect(inPlace(await h.contents(), "queue:low").length).toBe(2);
      expect(await clear("low", 2, list)).toMatchObject({ status: "done" });
      const [outcome] = await apply(h, "delete", [second ?? ""], { batch: list });
      expect(outcome?.status).toBe("refused");
      expect(await trashOf(h.store).restore(list.id)).toMatchObject({ restored: 2 });
      expect(await trashOf(h.store).restore(records.id)).toMatchObject({ restored: 1 });
      expect((await h.contents()).length).toBe(4);
    },
  },
  {
    name: "more than the trash may hold does not fit",
    async run(h) {
      expect(await trashOf(h.store).room(1, 1)).toMatchObject({ fits: true, reason: null });
      expect(await trashOf(h.store).room(limits.trashEntries + 1, 1)).toMatchObject({
        fits: false,
        reason: "trash_full",
      });
    },
  },
];
