import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const page = fileURLToPath(new URL("../docs/performance.md", import.meta.url));
const START = "<!-- results -->";
const END = "<!-- /results -->";

/** Puts the table of results between the marks of docs/performance.md; the prose around it stays. */
export function report({ machine, rounds, rows }) {
  const cell = (value) =>
    value === null
      ? ""
      : typeof value === "number"
        ? value.toLocaleString("en", { maximumSignificantDigits: 3 })
        : value;
  const lines = rows.map(
    (row) =>
      `| ${row.goal} | ${row.name} | ${cell(row.ours)} | ${cell(row.peer)} | ${cell(row.limit)} | ${cell(row.ratio)} | ${row.target} | ${row.met ? "met" : "**missed**"} | ${row.measuredOn} | ${row.reason} |`,
  );
  const table = [
    `Measured on ${machine}; medians of ${rounds} interleaved rounds; the better of Sidekiq Web 7.3.10 and 8.1.7 on one puma process with five threads is the peer.`,
    "",
    "| goal | what | ours | peer | limit | ratio | target | | on | why |",
    "|---|---|---|---|---|---|---|---|---|---|",
    ...lines,
  ].join("\n");
  const text = existsSync(page) ? readFileSync(page, "utf8") : `# Performance\n\n${START}\n${END}\n`;
  const [before, rest] = text.split(START);
  const after = rest.split(END)[1];
  writeFileSync(page, `${before}${START}\n${table}\n${END}${after}`);
}
