import { row } from "../compare.mjs";
import { median, one } from "../driver.mjs";

/** Longer than identical requests share one answer: every request measured does its own work. */
const PAUSE_MS = 300;
const SAMPLES = 40;

/** Goal 5: the metrics of an hour, 40 classes in every minute, against the Sidekiq Web whose keys they are. */
export async function metrics({ store, ours, peers, log }) {
  const rows = [];
  const seeded = { dead: 0, retry: 0, scheduled: 0, queues: 1, enqueued: 0, processes: 2, busy: 0, metrics: 480 };
  for (const [version, format] of [
    ["7.3", 7],
    ["8.1", 8],
  ]) {
    await store.seed({ ...seeded, format });
    for (const { name, path, peerPath, target } of [
      { name: "an hour of 40 classes", path: "/api/v1/bench/metrics?range=1h", peerPath: "/metrics", target: 8 },
      {
        name: "eight hours of 40 classes",
        path: "/api/v1/bench/metrics?range=8h",
        peerPath: "/metrics?period=8h",
        target: null,
      },
      {
        name: "one class over an hour",
        path: "/api/v1/bench/metrics/Billing::ChargeCardJob?range=1h",
        peerPath: "/metrics/Billing::ChargeCardJob",
        target: null,
      },
    ]) {
      log(`metrics beside ${version}: ${name}`);
      const sides = {
        ours: { url: ours.url, request: { path, headers: ours.headers } },
        peer: { url: peers[version].url, request: { path: peerPath } },
      };
      const result = await paced(sides);
      const ratio = result.peer.ms / result.ours.ms;
      rows.push(
        row(5, `${name}, beside Sidekiq ${version} (ms p50, warm)`, {
          ours: result.ours.ms,
          peer: result.peer.ms,
          ratio,
          target: target === null ? "reported" : `≥ ${target} ×`,
          met: result.ours.failed + result.peer.failed === 0 && (target === null || ratio >= target),
          reason: result.ours.failed + result.peer.failed > 0 ? "requests failed" : "",
        }),
      );
    }
  }
  return rows;
}

/** One request at a time on each side in turn, with a pause in between. */
async function paced(sides) {
  const names = Object.keys(sides);
  const measured = Object.fromEntries(names.map((name) => [name, { ms: [], failed: 0 }]));
  for (let sample = 0; sample < SAMPLES + 3; sample += 1) {
    for (const name of sample % 2 ? [...names].reverse() : names) {
      const { url, request } = sides[name];
      const { ms, status } = await one(url, request, false);
      if (sample < 3) continue;
      measured[name].ms.push(ms);
      if (status !== 200) measured[name].failed += 1;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return Object.fromEntries(names.map((name) => [name, { ...measured[name], ms: median(measured[name].ms) }]));
}
