import { closedLoop, commandCost, cpuMs, median, one } from "./driver.mjs";
import { REASONS } from "./reasons.mjs";

/**
 * The same work asked of both sides in turn, A B B A …, so that both meet the same neighbours on the machine.
 * `sides` maps a name to {url, pid, request}; a request may be a list that is gone through in order.
 * @returns per side the medians over the rounds: req/s, p50, p99 ms, CPU ms a request, errors.
 */
export async function interleave(sides, { conc, rounds, ms }) {
  const names = Object.keys(sides);
  const measured = Object.fromEntries(names.map((name) => [name, []]));
  for (const name of names) {
    const { url, request } = sides[name];
    for (const each of [request].flat().slice(0, 10)) await one(url, each, false);
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 ? [...names].reverse() : names) {
      const { url, pid, request } = sides[name];
      const before = cpuMs(pid);
      const result = await closedLoop(url, request, { conc, ms });
      measured[name].push({ ...result, cpu: (cpuMs(pid) - before) / Math.max(1, result.n) });
    }
  }
  return Object.fromEntries(
    names.map((name) => [
      name,
      {
        ...Object.fromEntries(
          ["rps", "p50", "p99", "cpu", "bytes"].map((key) => [key, median(measured[name].map((run) => run[key]))]),
        ),
        errors: measured[name].reduce((sum, run) => sum + run.errors, 0),
      },
    ]),
  );
}

/** Redis commands one request costs, averaged over `times`. */
export async function cost(store, side, times = 10) {
  const requests = [side.request].flat();
  for (let i = 0; i < 5; i += 1) await one(side.url, requests[i % requests.length], false);
  const spent = await commandCost(store.client, async () => {
    for (let i = 0; i < times; i += 1) await one(side.url, requests[i % requests.length], false);
  });
  return spent.calls / times;
}

/** The better of the peers by `key`; `more` says whether more is better. */
export function better(result, peers, key, more) {
  const values = peers.map((name) => result[name][key]);
  return more ? Math.max(...values) : Math.min(...values);
}

export const round2 = (value) => (Number.isFinite(value) ? Number(value.toPrecision(3)) : null);

/** One line of results.json. */
export function row(goal, name, { ours, peer, limit = null, ratio, target, met, reason = "" }) {
  return {
    goal,
    name,
    ours: round2(ours),
    peer: round2(peer),
    limit: limit === null ? null : round2(limit),
    ratio: round2(ratio),
    target,
    met,
    reason: reason || (met ? "" : (REASONS[goal] ?? "")),
  };
}
