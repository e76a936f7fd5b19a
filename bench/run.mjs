// Measures Signalbox against the real Sidekiq Web 7.3 and 8.1 in one run, and writes bench/results.json and
// docs/performance.md.   node bench/run.mjs [--rounds 7] [--ms 1000] [--only pages,metrics,search,errors,viewers,bulk,browser,locks,cron,crash]
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { startConsole } from "./console.mjs";
import { browser } from "./goals/browser.mjs";
import { bulk } from "./goals/bulk.mjs";
import { crash } from "./goals/crash.mjs";
import { cron } from "./goals/cron.mjs";
import { errors } from "./goals/errors.mjs";
import { locks } from "./goals/locks.mjs";
import { metrics } from "./goals/metrics.mjs";
import { pages } from "./goals/pages.mjs";
import { search } from "./goals/search.mjs";
import { viewers } from "./goals/viewers.mjs";
import { startPeer } from "./peer/peer.mjs";
import { report } from "./report.mjs";
import { freePort, startLimit, startStore } from "./store.mjs";

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? fallback : process.argv[at + 1];
};
const goals = { pages, metrics, search, errors, viewers, bulk, browser, locks, cron, crash };
const only = option("only", Object.keys(goals).join(",")).split(",");
const resultsFile = fileURLToPath(new URL("./results.json", import.meta.url));

const store = await startStore();
const started = [];
try {
  const peers = {};
  for (const version of ["7.3", "8.1"]) {
    peers[version] = await startPeer(version, await freePort(), store.url);
    started.push(peers[version]);
  }
  const ours = await startConsole(store.url);
  started.push(ours);
  const limit = await startLimit(store);
  started.push(limit);
  const context = {
    store,
    ours,
    limit,
    peers,
    rounds: Number(option("rounds", 7)),
    ms: Number(option("ms", 1_000)),
    log: (line) => console.log(`… ${line}`),
  };
  const rows =
    existsSync(resultsFile) && only.length < Object.keys(goals).length
      ? JSON.parse(readFileSync(resultsFile, "utf8")).rows.filter((row) => !only.includes(row.section))
      : [];
  const measuredOn = new Date().toISOString().slice(0, 10);
  for (const name of only)
    for (const row of await goals[name](context)) rows.push({ section: name, measuredOn, ...row });
  rows.sort((a, b) => a.goal - b.goal);
  const results = {
    machine: `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`,
    rounds: context.rounds,
    rows,
  };
  writeFileSync(resultsFile, `${JSON.stringify(results, null, 2)}\n`);
  report(results);
  for (const row of rows)
    console.log(
      `${row.met ? "met   " : "MISSED"} ${row.goal} ${row.name}: ours ${row.ours}, peer ${row.peer}, ratio ${row.ratio}, target ${row.target} ${row.reason}`,
    );
} finally {
  for (const each of started) each.stop();
  store.stop();
}
process.exit(0);
