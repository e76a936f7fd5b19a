import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bench, openBench } from "./bench";
import { VERBS } from "./jobs";
import { everyCrashPoint, everyUndoCrash } from "./scenarios/cut-replies";
import { edit, everyEditCrash } from "./scenarios/edit";
import { fiveOperators } from "./scenarios/five-operators";
import { killReplica } from "./scenarios/kill-replica";
import { deletedForGood, everyPurgeCrash, purge, purgeWhileRestored } from "./scenarios/purge";
import { canaryThenKill, pacedAndPaused, undone } from "./scenarios/steered";
import { isClean, type Row } from "./tally";

const JOBS = 20_000;
const KILLS = 10;
/** Two full chunks and a short one. */
const FEW_JOBS = 120;
/** Each write is cut twice; some are made by the clock, so that their number is not always the same. */
const FEW_CUTS = 12;

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

describe("kill -9 of the replica that runs an operation over 20,000 jobs", () => {
  for (const verb of VERBS) {
    it(`${verb}: nothing lost, doubled or changed in ${KILLS} kills`, { timeout: 300_000 }, async () => {
      const row = await killReplica(bench, { verb, kills: KILLS, count: JOBS });
      expect(isClean(row), JSON.stringify(row)).toBe(true);
      expect(row.midOperation, "kills that met the operation at work").toBeGreaterThanOrEqual(KILLS * 0.95);
    });
  }
});

describe("a crash before and after every write of an operation", () => {
  for (const verb of VERBS) {
    it(verb, { timeout: 120_000 }, async () => {
      const row = await everyCrashPoint(bench, verb, FEW_JOBS);
      expect(isClean(row), JSON.stringify(row)).toBe(true);
      expect(row.trials).toBeGreaterThanOrEqual(FEW_CUTS);
    });
    it(`undo of ${verb}`, { timeout: 120_000 }, async () => {
      const row = await everyUndoCrash(bench, verb, FEW_JOBS);
      expect(isClean(row), JSON.stringify(row)).toBe(true);
      expect(row.trials).toBeGreaterThanOrEqual(FEW_CUTS);
    });
  }
  it("emptying the trash", { timeout: 120_000 }, async () => {
    const row = await everyPurgeCrash(bench, 5 * FEW_JOBS);
    expect(isClean(row), JSON.stringify(row)).toBe(true);
    expect(row.trials).toBeGreaterThanOrEqual(8);
  });
  it("editing arguments", { timeout: 120_000 }, async () => {
    const row = await everyEditCrash(bench, FEW_JOBS, 4);
    expect(isClean(row), JSON.stringify(row)).toBe(true);
    expect(row.trials).toBeGreaterThanOrEqual(8);
  });
});

describe("what steers an operation survives the replica", () => {
  const few = 4_000;
  const rounds = 2;
  const clean = async (running: Promise<Row>) => {
    const row = await running;
    expect(isClean(row), JSON.stringify(row)).toBe(true);
    expect(row.midOperation).toBeGreaterThan(0);
  };

  it("pace, pause and resume", { timeout: 120_000 }, () => clean(pacedAndPaused(bench, rounds, few)));
  it("a canary", { timeout: 120_000 }, () => clean(canaryThenKill(bench, rounds, few)));
  it("the trash being emptied", { timeout: 120_000 }, () => clean(purge(bench, "replica", rounds, few)));
  it("the trash being emptied and put back", { timeout: 120_000 }, () => clean(purgeWhileRestored(bench, rounds, few)));
  it("a removal for good", { timeout: 120_000 }, () => clean(deletedForGood(bench, rounds, few)));
  it("arguments being edited", { timeout: 120_000 }, () => clean(edit(bench, "replica", rounds, few, 200)));
  it("five operators, a poller and workers", { timeout: 120_000 }, () => clean(fiveOperators(bench, rounds, few)));
  for (const verb of VERBS) {
    it(`undo of ${verb}`, { timeout: 120_000 }, () => clean(undone(bench, verb, rounds, few)));
  }
});
