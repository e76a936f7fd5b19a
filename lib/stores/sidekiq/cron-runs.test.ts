import { afterAll, beforeAll, expect, it } from "vitest";
import type { FrozenBatch } from "@/lib/stores/port";
import { startRedis } from "@/lib/testing/redis-server";
import { job } from "@/lib/testing/seed";
import { newEntry, openCron } from "@/test/cron/harness";

const server = await startRedis();
const redis = server.client();
const { cron, store } = openCron(server.url);

/** Two recurring entries, a run of each that failed, and a job that no entry made. */
beforeAll(async () => {
  for (const name of ["nightly report", "tidy"]) {
    await cron.create(newEntry({ name }));
    const line = JSON.stringify({ jid: `run-of-${name}`, enqueued: "2026-11-29 02:00:00 +0000" });
    await redis.lpush(`cron_job:default:${name}:jid_history`, line);
    await redis.zadd("dead", 1_795_000_000, job({ jid: `run-of-${name}`, error_class: "Boom" }));
  }
  await redis.zadd("dead", 1_795_000_000, job({ jid: "by-hand", cron: "nightly report" }));
});
afterAll(async () => {
  await store.close();
  await server.stop();
});

const jidsOf = async (q: string) => {
  const page = await store.reader.page({ set: "dead" }, { q, cursor: null, limit: 10, direction: "forward" });
  return page.jobs.map(({ jid }) => jid).sort();
};

it("finds the runs of a recurring entry, which themselves say nothing of it", async () => {
  expect(await jidsOf('cron:"nightly report"')).toEqual(["run-of-nightly report"]);
  expect(await jidsOf("cron:t*")).toEqual(["run-of-tidy"]);
  expect(await jidsOf("cron:*")).toEqual(["run-of-nightly report", "run-of-tidy"]);
  expect(await jidsOf("-cron:tidy")).toEqual(["by-hand", "run-of-nightly report"]);
});

it("means the same to an operation, a search and an export", async () => {
  const q = "cron:tidy";
  const batches: FrozenBatch[] = [];
  for await (const batch of store.writer?.freeze({ set: "dead", q }, {}) ?? []) batches.push(batch);
  expect(batches.flatMap(({ identities }) => identities)).toHaveLength(1);
  let found = 0;
  for await (const step of store.reader.search({ places: null, q, rows: 5, direction: "forward" })) {
    if (step.kind === "step") found += step.facts.length;
  }
  expect(found).toBe(1);
  const exported: string[] = [];
  for await (const { rows } of store.reader.export({ set: "dead" }, { q, direction: "forward" })) {
    exported.push(...rows.map(({ entry }) => entry.jid ?? ""));
  }
  expect(exported).toEqual(["run-of-tidy"]);
});

it("offers the entries that have jobs, and the places that do, with counts", async () => {
  const values = async (key: "cron" | "set") => (await store.reader.values({ key, path: null, places: null })).values;
  expect(await values("cron")).toEqual([
    { value: "nightly report", count: 1 },
    { value: "tidy", count: 1 },
  ]);
  expect(await values("set")).toEqual([{ value: "dead", count: 3 }]);
});
