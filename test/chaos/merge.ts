import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Results, writeReport } from "./report";
import { joined } from "./tally";
import { movingVersion } from "./version";

/*
 * Adds the results of a run elsewhere to those that were published before, and writes both as the report. A scenario
 * that was another one under the same name, or is named in --replace, takes the place of the earlier row. Rounds that
 * met other code than the one here count as earlier.
 */
const { values: options } = parseArgs({
  options: {
    base: { type: "string", default: "docs/reliability.json" },
    results: { type: "string", default: "" },
    replace: { type: "string", default: "" },
    to: { type: "string", default: "docs/reliability.json" },
    report: { type: "string", default: "docs/reliability.md" },
  },
});
const read = (path: string): Results => JSON.parse(readFileSync(path, "utf8"));
const merged = read(options.base);
const replace = new Set(options.replace.split(","));
for (const [name, row] of Object.entries(read(options.results))) {
  const before = merged[name];
  const same = before?.scenario === row.scenario && !replace.has(name);
  merged[name] = { ...joined(same ? before : undefined, row), date: row.date };
}
for (const [name, row] of Object.entries(merged)) {
  if (row.version !== movingVersion(name)) row.earlier = row.trials;
}
writeFileSync(options.to, `${JSON.stringify(merged, null, 2)}\n`);
writeReport(options.report, merged);
