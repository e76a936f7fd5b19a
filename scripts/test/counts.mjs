import { existsSync, readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

/**
 * `{ passed, failures }` of vitest's JSON report, each failure as one line. A file that failed to load is a failure, a
 * skipped test too: a test that does not run proves nothing. No readable report is one failure.
 */
export function vitestCounts(file) {
  const report = readReport(file);
  if (!report || typeof report.numPassedTests !== "number") return { passed: 0, failures: [`no report in ${file}`] };
  const failures = report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const bad = assertionResults
      .filter((test) => test.status !== "passed")
      .map((test) => `${name} > ${test.fullName}: ${test.status} ${firstLine(test.failureMessages?.[0])}`);
    return status === "failed" && bad.length === 0 ? [`${name}: failed to load ${firstLine(message)}`] : bad;
  });
  return { passed: report.numPassedTests, failures };
}

/** The same of Playwright's JSON report; a test that passed only on a second try is a failure. */
export function playwrightCounts(file) {
  const report = readReport(file);
  if (!report?.stats) return { passed: 0, failures: [`no report in ${file}`] };
  const failures = [
    ...report.suites.flatMap((suite) => badSpecs(suite)),
    ...report.errors.map((error) => firstLine(error.message)),
  ];
  return { passed: report.stats.expected, failures };
}

function badSpecs({ file, specs = [], suites = [] }) {
  const bad = specs.flatMap(({ title, tests }) =>
    tests
      .filter((test) => test.status !== "expected")
      .map((test) => `${file} > ${title}: ${test.status} ${firstLine(test.results.at(-1)?.error?.message)}`),
  );
  return [...bad, ...suites.flatMap((suite) => badSpecs(suite))];
}

const firstLine = (text) =>
  stripVTControlCharacters(text ?? "")
    .split("\n", 1)[0]
    .slice(0, 300);

function readReport(file) {
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}
