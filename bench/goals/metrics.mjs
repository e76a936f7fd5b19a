import { row } from "../compare.mjs";
import { paced } from "../paced.mjs";

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
      const result = await paced(sides, SAMPLES);
      const ratio = result.peer / result.ours;
      rows.push(
        row(5, `${name}, beside Sidekiq ${version} (ms p50, warm)`, {
          ours: result.ours,
          peer: result.peer,
          ratio,
          target: target === null ? "reported" : `≥ ${target} ×`,
          met: target === null || ratio >= target,
        }),
      );
    }
  }
  return rows;
}
