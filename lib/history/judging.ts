import type { CronRun } from "@/lib/domain/cron.schema";

/** A poller comes by every 30 s on the average and takes no tick that is older than a minute. */
export const ON_TIME_MS = 65_000;
export const LATE_MS = 15 * 60_000;
/** A tick without a run is called missed only after this. */
export const MISSED_MS = 120_000;
/** Ticks compared in one step, after the watch stood still. */
export const TICKS_MAX = 20;

/** What an entry's runs are held against. */
export interface Clock {
  /** A run beside its tick. @param others what is known of the entry's other runs */
  place(run: CronRun, others: readonly CronRun[]): CronRun;
  /** Ticks after `fromMs`, up to `untilMs`, that nobody ran for. */
  missed(others: readonly CronRun[], fromMs: number, untilMs: number): number[];
  /** Times to come back to, for the next step. */
  readonly dues: readonly number[];
}

/** It ran for a tick of the schedule, as far as that is known. */
export const isOwnRun = ({ kind }: CronRun) => kind !== "missed" && kind !== "manual";
