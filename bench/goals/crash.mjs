// Goal 10: what is lost when something dies half way. Counted by `npm run chaos`, not here; read from its results.
import { readFileSync } from "node:fs";

/** Jobs that Sidekiq Web's own calls lost in 1,800 kills: the first six rows of its table in docs/reliability.md. */
const PEER_LOST = 759;

export async function crash() {
  const results = JSON.parse(readFileSync(new URL("../../docs/reliability.json", import.meta.url), "utf8"));
  const rounds = Object.values(results);
  const sum = (of) => rounds.reduce((total, row) => total + of(row), 0);
  const kills = Object.entries(results)
    .filter(([name]) => name.startsWith("kill-"))
    .reduce((total, [, { trials }]) => total + trials, 0);
  const ours = sum(({ lost, duplicated, changed, unaccounted }) => lost + duplicated + changed + unaccounted);
  return [
    {
      goal: 10,
      name: `jobs lost, duplicated or changed in ${sum(({ trials }) => trials).toLocaleString("en")} rounds, ${kills.toLocaleString("en")} of them kill -9 of a replica`,
      ours,
      peer: PEER_LOST,
      limit: null,
      ratio: null,
      target: "0 in ≥ 200 kills",
      met: ours === 0 && kills >= 200,
      reason: "counted by `npm run chaos`; the peer's figure is of 1,800 kills: docs/reliability.md",
    },
  ];
}
