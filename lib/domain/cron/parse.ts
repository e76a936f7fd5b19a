import { type CronExpression, parseCron } from "./expression";
import { naturalToCron } from "./natural";

/**
 * What sidekiq-cron takes: a cron expression or English words. Null for what cannot be read; such a text is shown
 * as it is and no time is told for it.
 */
export function parseCronish(text: string): CronExpression | null {
  const cron = parseCron(text);
  if (cron !== null) return cron;
  const natural = naturalToCron(text);
  return natural === null ? null : parseCron(natural);
}
