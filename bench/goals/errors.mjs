import { readFileSync } from "node:fs";
import { Redis } from "ioredis";
import { row } from "../compare.mjs";
import { startConsole } from "../console.mjs";
import { median } from "../driver.mjs";

const SIZE = 1_000_000;
const PAGE = 500;
const COLD_ROUNDS = 3;
const REFRESHES = 15;
/** Counts are made anew when they are older than this. */
const FRESH_MS = 2_000;

/** Goal 12: groups of a million failures, cold and refreshed, against the plainest loop over the same bytes in this run. */
export async function errors({ store, log }) {
  await store.seed({ dead: SIZE, retry: 0, scheduled: 0, queues: 5, enqueued: 0, processes: 1, busy: 0, metrics: 1 });
  const [cold, limit, memory, refreshed] = [[], [], [], []];
  let groups = 0;
  for (let round = 0; round < COLD_ROUNDS; round += 1) {
    log(`groups of ${SIZE.toLocaleString("en")} dead, round ${round + 1}`);
    const ours = await startConsole(store.url);
    try {
      await ours.api("/bench/queues");
      const before = rssMiB(ours.pid);
      const started = performance.now();
      let list = await ours.api("/bench/errors");
      while (!list.coverage.complete) {
        await new Promise((resolve) => setTimeout(resolve, 25));
        list = await ours.api("/bench/errors");
      }
      cold.push(performance.now() - started);
      memory.push(rssMiB(ours.pid) - before);
      groups = list.states.open;
      limit.push(await plainest(store.port));
      if (round < COLD_ROUNDS - 1) continue;
      for (let turn = 0; turn < REFRESHES; turn += 1) {
        await store.call("ZADD", "dead", String(Date.now() / 1_000), failure(turn));
        await new Promise((resolve) => setTimeout(resolve, FRESH_MS + 100));
        const from = performance.now();
        await ours.api("/bench/errors");
        refreshed.push(performance.now() - from);
      }
    } finally {
      ours.stop();
    }
  }
  const [mine, bound] = [median(cold), median(limit)];
  return [
    row(12, `groups of 1,000,000 dead, cold, against a loop over the bytes in this run, × (${groups} groups)`, {
      ours: mine / bound,
      peer: null,
      ratio: mine / bound,
      target: "≤ 1.5 ×",
      met: mine / bound <= 1.5,
    }),
    row(12, "the same, ms", { ours: mine, peer: null, limit: bound, ratio: null, target: "reported", met: true }),
    row(12, "memory it takes, MiB", {
      ours: median(memory),
      peer: null,
      limit: 150,
      ratio: null,
      target: "≤ 150",
      met: median(memory) <= 150,
    }),
    row(12, "counts of 1,000,000 brought up to date, one failure more, ms", {
      ours: median(refreshed),
      peer: null,
      limit: 100,
      ratio: null,
      target: "≤ 100",
      met: median(refreshed) <= 100,
    }),
  ];
}

const failure = (n) =>
  JSON.stringify({
    class: "Bench::NewJob",
    args: [n],
    error_class: "Bench::Error",
    error_message: `failure ${n}`,
    failed_at: Date.now(),
  });

function rssMiB(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1_024;
}

/** Class, error class and message found by their keys, digits left out, hashed and counted: no less can be done. */
async function plainest(port) {
  const redis = new Redis(port, "127.0.0.1", { replyMapping: "legacy" });
  const counts = new Map();
  const started = performance.now();
  let next = redis.zrangeBuffer("dead", 0, String(PAGE - 1));
  for (let from = 0; ; from += PAGE) {
    const page = await next;
    if (page.length === PAGE) next = redis.zrangeBuffer("dead", from + PAGE, String(from + 2 * PAGE - 1));
    for (const bytes of page) {
      let hash = 0x811c9dc5;
      for (const key of ['"class":"', '"error_class":"', '"error_message":"']) {
        const at = bytes.indexOf(key);
        if (at < 0) continue;
        for (let i = at + key.length; bytes[i] !== 0x22 && i < bytes.length; i += 1) {
          const byte = bytes[i];
          if (byte < 0x30 || byte > 0x39) hash = Math.imul(hash ^ byte, 0x01000193);
        }
      }
      counts.set(hash, (counts.get(hash) ?? 0) + 1);
    }
    if (page.length < PAGE) break;
  }
  redis.disconnect();
  return performance.now() - started;
}
