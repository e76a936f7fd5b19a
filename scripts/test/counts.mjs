import { existsSync, readFileSync } from "node:fs";

/**
 * Counts of vitest's JSON report. A file that failed to load counts as one failure, a skipped test too: a test that
 * does not run proves nothing. No readable report is one failure.
 */
export function vitestCounts(file) {
  const report = readReport(file);
  if (!report || typeof report.numPassedTests !== "number") return { passed: 0, failed: 1 };
  const unloaded = report.testResults.filter((result) => result.status === "failed" && !hasFailure(result));
  for (const result of unloaded) console.error(`failed to load: ${result.name}`);
  const skipped = report.numPendingTests + report.numTodoTests;
  if (skipped > 0) console.error(`${skipped} skipped tests count as failed`);
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloaded.length + skipped };
}

/** Counts of Playwright's JSON report, by the same rules; a test that passed only on a second try is a failure. */
export function playwrightCounts(file) {
  const stats = readReport(file)?.stats;
  if (!stats) return { passed: 0, failed: 1 };
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped };
}

const hasFailure = (result) => result.assertionResults.some((test) => test.status === "failed");

function readReport(file) {
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}
