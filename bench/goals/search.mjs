import net from "node:net";
import { row } from "../compare.mjs";
import { median, one } from "../driver.mjs";

const PEERS = ["7.3", "8.1"];
const ROUNDS = 7;
/** Five entries of the seeded million hold it. */
const RARE = "rare-needle-1";
/** About one in ten. */
const COMMON = "Net::ReadTimeout";
const SETS = [100_000, 1_000_000];

/** Goals 7 and 8: looking through a dead set, against Sidekiq Web and against reading every byte and no more. */
export async function search({ store, ours, peers, log }) {
  const rows = [];
  for (const size of SETS) {
    await store.seed({ dead: size, retry: 0, scheduled: 0, queues: 5, enqueued: 0, processes: 1, busy: 0, metrics: 1 });
    const label = size.toLocaleString("en");
    log(`search of ${label} dead`);
    if (size === SETS.at(-1)) rows.push(...(await rare({ store, ours, peers, size, label })));
    rows.push(...(await common({ ours, peers, label })));
  }
  return rows;
}

async function rare({ store, ours, peers, size, label }) {
  const ms = { ours: [], limit: [], 7.3: [], 8.1: [] };
  const slow = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const turns = [
      async () => {
        await store.call("CONFIG", "SET", "slowlog-log-slower-than", 1_000, "slowlog-max-len", 10_000);
        await store.call("SLOWLOG", "RESET");
        ms.ours.push(await timed(async () => expectFound(await ourSearch(ours, RARE), 5)));
        slow.push(await store.call("SLOWLOG", "LEN"));
      },
      async () => ms.limit.push(await timed(() => readEverything(store.port, size, RARE))),
      ...PEERS.map((version) => async () => ms[version].push(await timed(() => peerSearch(peers[version], RARE)))),
    ];
    for (const turn of round % 2 ? turns.reverse() : turns) await turn();
  }
  const peer = Math.min(...PEERS.map((version) => median(ms[version])));
  const [mine, limit] = [median(ms.ours), median(ms.limit)];
  const commands = size / 250;
  const share = median(slow) / commands;
  return [
    row(7, `search of ${label} dead for what 5 hold, ms`, {
      ours: mine,
      peer,
      limit,
      ratio: peer / mine,
      target: "≥ 5 ×",
      met: peer / mine >= 5,
    }),
    row(7, `the same against reading every byte, in this run, ×`, {
      ours: mine / limit,
      peer: null,
      ratio: mine / limit,
      target: "≤ 1.5 ×",
      met: mine / limit <= 1.5,
    }),
    row(7, "share of its commands above 1 ms, %", {
      ours: share * 100,
      peer: null,
      limit: 1,
      ratio: null,
      target: "≤ 1 (p99 < 1 ms)",
      met: share <= 0.01,
    }),
  ];
}

async function common({ ours, peers, label }) {
  const ms = { ours: [], 7.3: [], 8.1: [] };
  const bytes = { ours: 0, 7.3: 0, 8.1: 0 };
  const path = `/api/v1/bench/sets/dead/jobs?limit=25&q=${encodeURIComponent(COMMON)}`;
  for (let warm = 0; warm < 5; warm += 1) {
    await one(ours.url, { path, headers: ours.headers });
    await pause();
  }
  for (const version of PEERS) await one(peers[version].url, { path: "/morgue" });
  for (let round = 0; round < ROUNDS; round += 1) {
    await pause();
    const started = performance.now();
    const page = await one(ours.url, { path, headers: ours.headers });
    ms.ours.push(performance.now() - started);
    bytes.ours = page.bytes;
    // Sidekiq Web shows every hit on one page: seconds each, so that fewer rounds tell enough.
    if (round > 2) continue;
    for (const version of PEERS) {
      const from = performance.now();
      const found = await peerSearch(peers[version], COMMON);
      ms[version].push(performance.now() - from);
      bytes[version] = found.bytes;
    }
  }
  const peer = Math.min(...PEERS.map((version) => median(ms[version])));
  const peerBytes = Math.min(...PEERS.map((version) => bytes[version]));
  return [
    row(8, `first 25 of ${label} dead that hold a common text, ms`, {
      ours: median(ms.ours),
      peer,
      ratio: peer / median(ms.ours),
      target: "≥ 100 ×",
      met: peer / median(ms.ours) >= 100,
    }),
    row(8, `the same of ${label}, bytes`, {
      ours: bytes.ours,
      peer: peerBytes,
      ratio: peerBytes / bytes.ours,
      target: "≥ 100 ×",
      met: peerBytes / bytes.ours >= 100,
    }),
  ];
}

/** Longer than identical requests share one answer: every request measured does its own work. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 300));

async function timed(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** The whole stream, facets and rows included, to its last line. */
async function ourSearch(ours, text) {
  const path = `/api/v1/bench/search?in=dead&q=${encodeURIComponent(`"${text}"`)}`;
  const response = await fetch(`${ours.url}${path}`, { headers: { ...ours.headers, "x-signalbox": "1" } });
  return JSON.parse((await response.text()).trim().split("\n").at(-1));
}

function expectFound(last, count) {
  if (last.state !== "done" || last.found !== count) throw new Error(`found ${last.found}, state ${last.state}`);
}

async function peerSearch(peer, text) {
  const found = await one(peer.url, { path: `/morgue?substr=${encodeURIComponent(text)}` });
  if (found.status !== 200) throw new Error(`Sidekiq Web answered ${found.status} to a search`);
  return found;
}

/** The bound: ZRANGE 500 × 3 on their way, the bytes looked through as they come and nothing else. */
function readEverything(port, size, text) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1");
    const end = "@@PAGE-END@@";
    const words = (...args) => `*${args.length}\r\n${args.map((arg) => `$${arg.length}\r\n${arg}\r\n`).join("")}`;
    let [asked, answered, found] = [0, 0, 0];
    let tail = Buffer.alloc(0);
    const ask = () => {
      while (asked - answered < 3 && asked * 500 < size) {
        socket.write(words("ZRANGE", "dead", String(asked * 500), String(asked * 500 + 499)) + words("ECHO", end));
        asked += 1;
      }
    };
    socket.once("error", reject);
    socket.on("data", (chunk) => {
      for (let at = chunk.indexOf(text); at >= 0; at = chunk.indexOf(text, at + 1)) found += 1;
      for (let at = chunk.indexOf(end); at >= 0; at = chunk.indexOf(end, at + 1)) answered += 1;
      // A mark that was cut in two.
      if (Buffer.concat([tail, chunk.subarray(0, end.length - 1)]).includes(end)) answered += 1;
      tail = Buffer.from(chunk.subarray(1 - end.length));
      if (answered * 500 >= size) {
        socket.destroy();
        resolve(found);
      } else ask();
    });
    ask();
  });
}
