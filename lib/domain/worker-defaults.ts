/** What Sidekiq's workers do unless configured otherwise (`lib/sidekiq/config.rb`, 6.x to 8.x). */
export const workerDefaults = {
  /** `dead_max_jobs`: each job that dies trims the dead set to this many. */
  deadMaxJobs: 10_000,
  /** `max_retries`: what `retry: true` and no `retry` at all mean. */
  maxRetries: 25,
} as const;

/** How often a job may be retried before it dies; null when it is not retried at all. */
export function retryLimit(retryMax: number | boolean | null): number | null {
  if (retryMax === false) return null;
  return typeof retryMax === "number" ? retryMax : workerDefaults.maxRetries;
}
