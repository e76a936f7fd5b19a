/** Every page of the console, `SOURCE` and `JID` to be filled in. */
export const CONSOLE_PAGES = [
  "",
  "audit",
  "errors",
  "s/SOURCE",
  "s/SOURCE/queues",
  "s/SOURCE/queues/default",
  "s/SOURCE/busy",
  "s/SOURCE/retries",
  "s/SOURCE/scheduled",
  "s/SOURCE/dead",
  "s/SOURCE/errors",
  "s/SOURCE/cron",
  "s/SOURCE/metrics",
  "s/SOURCE/metrics/Search::ReindexJob",
  "s/SOURCE/profiles",
  "s/SOURCE/locks",
  "s/SOURCE/batches",
  "s/SOURCE/limiters",
  "s/SOURCE/failures",
  "s/SOURCE/statuses",
  "s/SOURCE/operations",
  "s/SOURCE/trash",
  "s/SOURCE/about",
] as const;

export const pageOfSource = (path: string, source: string) => path.replace("SOURCE", source);
