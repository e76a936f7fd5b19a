import http from "node:http";
import { row } from "../compare.mjs";
import { commandCost, cpuMs, rss } from "../driver.mjs";

const WATCH_MS = 10_000;
/** One person may hold ten event streams: two hundred consoles are twenty people. */
const PEOPLE = 20;

/** Goals 6 and 13: what open consoles cost the store and the server. */
export async function viewers({ store, ours, peers, log }) {
  await store.seed({
    dead: 10_000,
    retry: 2_000,
    scheduled: 2_000,
    queues: 20,
    enqueued: 20_000,
    processes: 10,
    busy: 100,
    metrics: 1,
  });
  log("open consoles");
  const moving = startMoving(store);
  const busy = await watch(store, ours, 64);
  await moving.stop();
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  const one = await watch(store, ours, 1);
  const many = await watch(store, ours, 64);
  const crowd = await watch(store, ours, 200);
  const peerPerPage = {};
  for (const version of ["7.3", "8.1"]) {
    const spent = await commandCost(store.client, async () => {
      for (let i = 0; i < 10; i += 1) await fetch(`${peers[version].url}/`).then((reply) => reply.text());
    });
    peerPerPage[version] = spent.calls / 10;
  }
  // Sidekiq Web's dashboard asks anew every 5 s by default.
  const peerPerSec = (Math.min(...Object.values(peerPerPage)) * 64) / 5;
  return [
    row(6, "64 open dashboards: Redis commands/s", {
      ours: many.commandsPerSec,
      peer: peerPerSec,
      ratio: peerPerSec / many.commandsPerSec,
      target: "≥ 30 ×",
      met: peerPerSec / many.commandsPerSec >= 30,
      reason: "peer computed: its commands a page, 64 viewers, every 5 s",
    }),
    row(6, "64 open dashboards while every queue moves: Redis commands/s", {
      ours: busy.commandsPerSec,
      peer: peerPerSec,
      ratio: peerPerSec / busy.commandsPerSec,
      target: "reported",
      met: true,
    }),
    row(13, "200 consoles: share of one core, %", {
      ours: crowd.cpuPercent,
      peer: null,
      limit: 25,
      ratio: null,
      target: "≤ 25",
      met: crowd.cpuPercent <= 25,
    }),
    row(13, "200 consoles: memory growth, MiB", {
      ours: crowd.grownMib,
      peer: null,
      limit: 60,
      ratio: null,
      target: "≤ 60",
      met: crowd.grownMib <= 60,
    }),
    row(13, "200 consoles: Redis commands/s against one", {
      ours: crowd.commandsPerSec,
      peer: one.commandsPerSec,
      ratio: crowd.commandsPerSec / one.commandsPerSec,
      target: "≤ 1.1 ×",
      met: crowd.commandsPerSec <= one.commandsPerSec * 1.1,
    }),
  ];
}

async function watch(store, ours, count) {
  const rssBefore = rss(ours.pid);
  const streams = await Promise.all(
    Array.from({ length: count }, (_, i) =>
      open(`${ours.url}/api/v1/bench/stream`, { cookie: ours.cookies[i % PEOPLE] }),
    ),
  );
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const cpuBefore = cpuMs(ours.pid);
  const spent = await commandCost(store.client, () => new Promise((resolve) => setTimeout(resolve, WATCH_MS)));
  const cpu = cpuMs(ours.pid) - cpuBefore;
  const grownMib = rss(ours.pid) - rssBefore;
  const silent = streams.filter((stream) => stream.bytes() === 0).length;
  for (const stream of streams) stream.close();
  if (silent > 0) throw new Error(`${silent} of ${count} streams brought nothing`);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const own = spent.calls - moved(spent.out);
  return { commandsPerSec: (own / WATCH_MS) * 1000, cpuPercent: (cpu / WATCH_MS) * 100, grownMib };
}

/** Two pushes a second into each queue, as somebody else's; they are taken off the count again. */
function startMoving(store) {
  const timer = setInterval(async () => {
    for (const queue of await store.call("SMEMBERS", "queues")) {
      await store.call(
        "LPUSH",
        `queue:${queue}`,
        `{"class":"A","args":[],"jid":"moving","enqueued_at":${Date.now() / 1000}}`,
      );
    }
  }, 500);
  return { stop: async () => clearInterval(timer) };
}

const moved = (calls) => (calls.lpush ?? 0) + (calls.smembers ?? 0);

function open(url, headers) {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { headers, agent: false }, (reply) => {
      if (reply.statusCode !== 200) return reject(new Error(`stream: ${reply.statusCode}`));
      let bytes = 0;
      reply.on("data", (chunk) => (bytes += chunk.length));
      reply.on("error", () => {});
      resolve({ bytes: () => bytes, close: () => request.destroy() });
    });
    request.on("error", reject);
  });
}
