import type { Operation } from "@/lib/domain/operation.schema";
import { faults, type Verdict } from "./model";

/** One line of the report. */
export interface Row {
  scenario: string;
  /** Kills, cuts or rounds, as the scenario names them. */
  trials: number;
  midOperation: number;
  lost: number;
  duplicated: number;
  changed: number;
  unaccounted: number;
  /** Rounds whose record disagrees with what the model saw. */
  misreported: number;
  seconds: number;
  /** How many of the trials met an earlier version of the code that moves jobs. */
  earlier?: number;
  /** Names the version of that code which the last trials met. */
  version?: string;
  /** Rounds that met nothing at work; they are not among the trials and were done again. */
  repeated?: number;
}

/** Adds rounds up. */
export class Tally {
  readonly #startedAtMs = Date.now();
  readonly #row: Omit<Row, "seconds">;
  #repeated = 0;

  constructor(scenario: string) {
    this.#row = {
      scenario,
      trials: 0,
      midOperation: 0,
      lost: 0,
      duplicated: 0,
      changed: 0,
      unaccounted: 0,
      misreported: 0,
    };
  }

  add(verdict: Verdict, midOperation: boolean, operations: readonly Operation[]): void {
    const row = this.#row;
    row.trials++;
    if (midOperation) row.midOperation++;
    row.lost += verdict.lost.length;
    row.duplicated += verdict.duplicated.length;
    row.changed += verdict.changed.length;
    row.unaccounted += verdict.unaccounted;
    if (operations.some((op) => op.done + op.gone + op.refused + op.unknown !== op.processed)) row.misreported++;
    if (faults(verdict) > 0) console.error(row.scenario, "round", row.trials, JSON.stringify(verdict).slice(0, 500));
  }

  /** A round that proves nothing is done again. */
  repeat(why: string): void {
    this.#repeated++;
    console.error(`${this.#row.scenario}: a round is not counted and done again, ${why}`);
  }

  get row(): Row {
    const repeated = this.#repeated > 0 && { repeated: this.#repeated };
    return { ...this.#row, ...repeated, seconds: Math.round((Date.now() - this.#startedAtMs) / 1000) };
  }
}

export function isClean(row: Row): boolean {
  return row.lost + row.duplicated + row.changed + row.unaccounted + row.misreported === 0;
}

type Count = { [K in keyof Row]-?: Row[K] extends number ? K : never }[keyof Row];

/** Two runs of one scenario as one; what met another version of the moving code is counted as earlier. */
export function joined(before: Row | undefined, row: Row): Row {
  if (!before) return row;
  const sum = (field: Count) => before[field] + row[field];
  const earlier = (before.version === row.version ? (before.earlier ?? 0) : before.trials) + (row.earlier ?? 0);
  const repeated = (before.repeated ?? 0) + (row.repeated ?? 0);
  return {
    ...row,
    trials: sum("trials"),
    midOperation: sum("midOperation"),
    lost: sum("lost"),
    duplicated: sum("duplicated"),
    changed: sum("changed"),
    unaccounted: sum("unaccounted"),
    misreported: sum("misreported"),
    seconds: sum("seconds"),
    ...(earlier > 0 && { earlier }),
    ...(repeated > 0 && { repeated }),
  };
}
