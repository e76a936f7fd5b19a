/** Query keys, from wide to narrow: invalidating a prefix invalidates everything below it. */
export const keys = {
  me: () => ["me"] as const,
  sources: () => ["sources"] as const,
  source: (source: string) => ["source", source] as const,
  overview: (source: string) => ["source", source, "overview"] as const,
  history: (source: string, series: readonly string[], spanMs: number) =>
    ["source", source, "history", series, spanMs] as const,
  daily: (source: string, days: number) => ["source", source, "daily", days] as const,
  recentErrors: (source: string) => ["source", source, "recent-errors"] as const,
  about: (source: string) => ["source", source, "about"] as const,
  queues: (source: string) => ["source", source, "queues"] as const,
  processes: (source: string) => ["source", source, "processes"] as const,
  busy: (source: string, q: string, cursor: string | null) => ["source", source, "processes", q, cursor] as const,
  jobs: (source: string) => ["source", source, "jobs"] as const,
  cron: (source: string) => ["source", source, "cron"] as const,
  operations: (source: string) => ["source", source, "operations"] as const,
  metrics: (source: string) => ["source", source, "metrics"] as const,
  profiles: (source: string) => ["source", source, "profiles"] as const,
  locks: (source: string) => ["source", source, "locks"] as const,
  plugins: (source: string) => ["source", source, "plugins"] as const,
  trash: (source: string) => ["source", source, "trash"] as const,
  audit: () => ["audit"] as const,
};
