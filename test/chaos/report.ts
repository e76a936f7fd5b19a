import { writeFileSync } from "node:fs";
import type { Row } from "./tally";

export type Results = Record<string, Row & { date: string }>;

/** Sidekiq's own figures, measured with 7.3.10 by killing the process that runs the calls its web pages make. */
const SIDEKIQ: readonly (readonly [string, string, string, string, string])[] = [
  ["Retry all, retry set", "300", "176", "176", "0"],
  ["Retry all, dead set", "300", "165", "165", "0"],
  ["Kill all", "300", "133", "133", "0"],
  ["Retry selected", "300", "97", "97", "0"],
  ["Kill selected", "300", "88", "88", "0"],
  ["Add to queue, selected", "300", "100", "100", "0"],
  ["Add to queue, 500 jobs that share one score", "200", "85", "41,985", "0"],
  ["Redis killed (AOF everysec), Retry all pressed again", "40", "–", "36", "0"],
  ["Redis at maxmemory, Retry all pressed 100 times", "–", "–", "100", "0"],
  ["the worker's own poller, for comparison", "300", "157", "157", "0"],
];

export function writeReport(path: string, results: Results): void {
  const rows = Object.values(results);
  writeFileSync(path, `${text(rows)}\n`);
}

function text(rows: readonly (Row & { date: string })[]): string {
  const number = (value: number) => value.toLocaleString("en");
  const sum = (field: "trials" | "lost" | "duplicated" | "changed" | "unaccounted" | "misreported") =>
    rows.reduce((total, row) => total + row[field], 0);
  const ours = rows.map(
    (row) =>
      `| ${row.scenario} | ${number(row.trials)} | ${number(row.earlier ?? 0)} | ${number(row.midOperation)} | ${number(row.lost)} | ${number(row.duplicated)} | ${number(row.changed)} | ${number(row.unaccounted)} | ${number(row.misreported)} | ${row.date} |`,
  );
  return `# Reliability

What happens to the jobs when something dies half way. Written by \`npm run chaos\`; every figure is of a run on the
date beside it, none is extrapolated. A full run makes 200 kills of the replica per verb and 40 of Redis; with \`--add\`
runs add up, and the table says how many there have been.

Each round seeds a real Redis, starts the real operation runner in a process of its own, waits until the first jobs have
moved and a random part of the work is done, and kills. Another replica takes the operation up and finishes it. Then everything is
brought to rest and **every jid is counted** over queues, sets, trash and what workers took, and every byte of every
payload is compared, except the fields the verb is meant to change (\`retry_count\` and \`enqueued_at\` for a retry,
\`enqueued_at\` for run now, \`queue\` for a move, none for kill, delete and reschedule). The payloads hold what a careless
rewrite of JSON alters: \`1.0\`, \`-0.0\`, \`1e400\`, integers beyond 2^53, \`\\u\` and \`\\/\` escapes, empty arrays and objects,
repeated names of the edited fields inside the arguments.

- *rounds*: kills, cuts or rounds, as the scenario says. *of these earlier*: those that met the code which moves jobs
  before its last change (\`test/chaos/version.ts\` names that code by a hash of its files). *mid-operation*: those that
  met the operation between its first and last entry; below 95 % the run fails, because a kill that comes too early or
  too late proves nothing.
- *lost*: the jid is nowhere. *duplicated*: it is in two places. *changed*: another byte differs, or it is where the verb
  does not lead. *unaccounted*: an entry nobody seeded. *misreported*: the record's own counts do not add up.
- *trash emptied*: batch by batch, a tenth of the jobs in a queue that was cleared by a replica which died before it had
  let go their unique locks. A batch is whole or gone with all its jobs, the totals agree, the locks of what is gone are
  free and no others, and nothing beside it has changed; with a restore at the same time every job is back or gone, by
  the counts of both. *delete for good*: at the kill and at the end the ledger says of each job what became of it.
  *arguments edited*: an edit is whole or not at all (the new job once, byte for byte, and the old one in the trash; or
  the old one as it was), and every request is sent again with its token.
- *five operators*: one retries at a pace, pauses and resumes; one with a canary; one deletes, takes that back while
  the trash of it is emptied; one kills; one reschedules, and arguments are edited; what each wants the others want, too.
- So that a round need not wait for it, the dead replica's lease is aged by hand; that another replica takes over by
  itself within 5 s is tested in \`test/operations\`.

## Signalbox

| scenario | rounds | of these earlier | mid-operation | lost | duplicated | changed | unaccounted | misreported | run on |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---|
${ours.join("\n")}
| **together** | **${number(sum("trials"))}** | | | **${number(sum("lost"))}** | **${number(sum("duplicated"))}** | **${number(sum("changed"))}** | **${number(sum("unaccounted"))}** | **${number(sum("misreported"))}** | |

${repeatedLines(rows)}## Sidekiq's own web interface, for comparison

Measured with Sidekiq 7.3.10, kill -9 of the process that runs the very calls its pages make (earlier measurement, not
repeated by \`npm run chaos\`).

| operation | kills mid-operation | kills that lost a job | jobs lost | duplicated |
|---|---:|---:|---:|---:|
${SIDEKIQ.map((row) => `| ${row.join(" | ")} |`).join("\n")}

Its windows: the entry is popped in one round trip and pushed in the next. With a shared score every entry of that score
is taken out first and put back afterwards.

## What this does not show

- A Redis that fails over may forget the last writes it acknowledged. Jobs and the operation's record are in the same
  Redis and are rolled back together, so that a job is then in its old place and is moved again; a worker may have run
  it in between.
- In the rows *poller and workers* these are a small copy of Sidekiq's (its own Lua script to pop a due entry, a push in
  a step of its own, BRPOP), which can go through 20,000 jobs in a moment and compare bytes; in the rows *Sidekiq itself*
  they are the unmodified gem, and what is compared is that each job was executed exactly once. Both are stopped
  gracefully before counting: killed, they lose jobs as the last line of Sidekiq's table says.
- Kills at random places are samples. The scenarios named *crash before and after every write* go through every command
  of a small operation that writes, one by one.`;
}

/** Rounds that proved nothing are no part of the table, and are not kept silent about. */
function repeatedLines(rows: readonly Row[]): string {
  const lines = rows.flatMap(({ scenario, repeated }) => (repeated ? [`- ${scenario}: ${repeated}`] : []));
  if (lines.length === 0) return "";
  return `Rounds in which operation and poller did not meet at work were not counted and were done again:\n\n${lines.join("\n")}\n\n`;
}
