import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { type Bench, openBench } from "./bench";
import { VERBS } from "./jobs";
import { type Results, writeReport } from "./report";
import { cutReplies, everyCrashPoint, everyUndoCrash } from "./scenarios/cut-replies";
import { edit, everyEditCrash } from "./scenarios/edit";
import { fiveOperators } from "./scenarios/five-operators";
import { fullMemory } from "./scenarios/full-memory";
import { killRedis } from "./scenarios/kill-redis";
import { killReplica } from "./scenarios/kill-replica";
import { deletedForGood, everyPurgeCrash, purge, purgeWhileRestored } from "./scenarios/purge";
import { racingGem } from "./scenarios/racing-gem";
import { racingSidekiq, twoOperators } from "./scenarios/rivals";
import { canaryThenKill, pacedAndPaused, undone } from "./scenarios/steered";
import { isClean, joined, type Row } from "./tally";
import { movingVersion } from "./version";

const { values: options } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    "redis-kills": { type: "string", default: "40" },
    rounds: { type: "string", default: "20" },
    jobs: { type: "string", default: "100000" },
    only: { type: "string", default: "" },
    /** Adds to the results that are there instead of replacing them. */
    add: { type: "boolean", default: false },
    results: { type: "string", default: "docs/reliability.json" },
    report: { type: "string", default: "docs/reliability.md" },
  },
});
const kills = Number(options.kills);
const redisKills = Number(options["redis-kills"]);
const rounds = Number(options.rounds);
const count = Number(options.jobs);

/** Back from queues, and back from the trash. */
const UNDONE = ["retry", "delete"] as const;
/** A person edits one job at a time. */
const EDITED = Math.min(1_000, count / 10);

type Scenario = [name: string, redisArgs: string[], run: (bench: Bench) => Promise<Row>];
const AOF = ["--appendonly", "yes", "--appendfsync", "everysec", "--auto-aof-rewrite-percentage", "0"];

const scenarios: Scenario[] = [
  ...VERBS.map((verb): Scenario => [`crash-${verb}`, [], (bench) => everyCrashPoint(bench, verb, 120)]),
  ...VERBS.map((verb): Scenario => [`crash-undo-${verb}`, [], (bench) => everyUndoCrash(bench, verb, 120)]),
  ["crash-purge", [], (bench) => everyPurgeCrash(bench, 600)],
  ["crash-edit", [], (bench) => everyEditCrash(bench, 60, 6)],
  ...VERBS.map((verb): Scenario => [`cut-${verb}`, [], (bench) => cutReplies(bench, verb, 20, 1_000)]),
  ...VERBS.map((verb): Scenario => [`memory-${verb}`, [], (bench) => fullMemory(bench, verb, rounds, count)]),
  ["operators-retry-kill", [], (bench) => twoOperators(bench, ["retry", "kill"], rounds, count)],
  ["operators-retry-retry", [], (bench) => twoOperators(bench, ["retry", "retry"], rounds, count)],
  ["rivals-retry", [], (bench) => racingSidekiq(bench, "retry", rounds, count)],
  ["rivals-run_now", [], (bench) => racingSidekiq(bench, "run_now", rounds, count)],
  ["gem-7.3", [], (bench) => racingGem(bench, "7.3", rounds, 5_000)],
  ["gem-8.1", [], (bench) => racingGem(bench, "8.1", rounds, 5_000)],
  [
    "same-score",
    [],
    (bench) =>
      killReplica(bench, {
        verb: "run_now",
        kills: rounds,
        count,
        perScore: 500,
        label: `kill -9 of the replica, run_now, ${count / 500} batches of 500 with one score`,
      }),
  ],
  ["paced", [], (bench) => pacedAndPaused(bench, rounds, count)],
  ["canary", [], (bench) => canaryThenKill(bench, rounds, count)],
  ["five", [], (bench) => fiveOperators(bench, rounds, count)],
  ...VERBS.map((verb): Scenario => [`undo-${verb}`, [], (bench) => undone(bench, verb, rounds, count)]),
  ...UNDONE.map((verb): Scenario => [`redis-undo-${verb}`, AOF, (b) => undone(b, verb, redisKills, count, "Redis")]),
  ["purge-replica", [], (bench) => purge(bench, "replica", rounds, count)],
  ["purge-redis", AOF, (bench) => purge(bench, "Redis", rounds, count)],
  ["purge-restore", [], (bench) => purgeWhileRestored(bench, rounds, count)],
  ["purge-delete", [], (bench) => deletedForGood(bench, rounds, count)],
  ["edit-replica", [], (bench) => edit(bench, "replica", rounds, count, EDITED)],
  ["edit-redis", AOF, (bench) => edit(bench, "Redis", rounds, count, EDITED)],
  ["redis", AOF, (bench) => killRedis(bench, "retry", redisKills, count)],
  ...VERBS.map((verb): Scenario => [`kill-${verb}`, [], (bench) => killReplica(bench, { verb, kills, count })]),
];

const results = readResults();
let failed = false;
for (const [name, redisArgs, run] of scenarios) {
  if (options.only.endsWith("$") ? `${name}$` !== options.only : !name.startsWith(options.only)) continue;
  const bench = await openBench(redisArgs);
  try {
    const row = { ...(await run(bench)), version: movingVersion(name) };
    const blind = row.midOperation < row.trials * 0.95;
    if (!isClean(row) || blind) failed = true;
    const whole = options.add ? joined(results[name], row) : row;
    results[name] = { ...whole, date: new Date().toISOString().slice(0, 10) };
    console.log(JSON.stringify(results[name]), blind ? "TOO FEW MET THE OPERATION AT WORK" : "");
    mkdirSync(dirname(options.results), { recursive: true });
    writeFileSync(options.results, `${JSON.stringify(results, null, 2)}\n`);
    writeReport(options.report, results);
  } finally {
    await bench.close();
  }
}
process.exit(failed ? 1 : 0);

function readResults(): Results {
  try {
    return JSON.parse(readFileSync(options.results, "utf8"));
  } catch {
    return {};
  }
}
