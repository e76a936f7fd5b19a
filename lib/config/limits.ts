/** Every bound in one place: its unit in the name, its reason beside it. */
export const limits = {
  /** One script; 50 is the largest measured batch whose longest block stayed under 2 ms. */
  entriesPerScript: 50,
  entriesPerScriptMax: 100,
  /** Of a bulk operation, which sends two at once: other clients of the store wait half as long, for 3 % of its speed. */
  entriesPerBulkScript: 25,
  /** A larger payload travels alone, so that one script never carries more than this. */
  scriptBytes: 256 * 1024,
  /** What a bulk operation takes up at once, what of it it looks up together, and the payloads of both. */
  entriesPerStretch: 2_400,
  stretchBytes: 4 * 1024 * 1024,
  entriesPerLook: 400,
  lookBytes: 2 * 1024 * 1024,
  /** Entries a page of a list may ask for. */
  pageSize: 25,
  pageSizeMax: 100,
  /** Bars of the chart above a list. */
  histogramBuckets: 60,
  /** Entries a single ZRANGE or LRANGE of ours may return. */
  rangeMax: 500,
  /** Entries a list is read at a time when payloads may be megabytes. */
  refsPerAction: 100,
  /** How far around its position hint an entry is looked for before it is reported `unknown`. */
  refWindow: 2_000,
  /** Entries that share one score and may be looked through (a bulk push of 100,000 is normal). */
  equalScoreWindow: 100_000,
  /** LREM walks from the nearer end, measured at 0.03 to 0.055 µs an entry (300 to 9,000 bytes): under 2 ms. */
  listRemovalDepth: 30_000,
  /** A list's filter looks at this many entries per request, then answers with a cursor to go on. */
  scanPerRequest: 20_000,
  scanBudgetMs: 1_500,
  /** A search reads pages so small that one command takes well under 1 ms, and so many at once that it never waits. */
  searchPageEntries: 250,
  searchPageBytes: 256 * 1024,
  searchPagesAtOnce: 3,
  /** A page that took longer says that the store is busy; it is then left alone as long, at most so long. */
  searchReplyMs: 25,
  searchPauseMs: 250,
  /** Rows a search sends of each place, and how often it tells how far it is. */
  searchRows: 50,
  searchRowsMax: 100,
  searchTellMs: 200,
  /** A reader of a search that takes nothing for so long is gone. */
  searchIdleMs: 30_000,
  /** A download may wait longer for its disk. */
  exportIdleMs: 120_000,
  /** Different values counted for a facet, and those that are told. */
  facetValues: 2_000,
  facetShown: 12,
  /** Entries looked at for the values that a filter's key can have, and how long they are taken for true. */
  valuesLooked: 10_000,
  valuesShown: 20,
  valuesKeepMs: 20_000,
  valuesKept: 200,
  /** Characters of arguments and of an error message a list row carries. */
  rowArgsChars: 500,
  rowErrorChars: 300,
  /** Bytes of one payload that are parsed for a list row; a larger one shows its size. */
  rowPayloadBytes: 256 * 1024,
  /** Bytes of one payload the job page shows; the rest is offered as a download. */
  detailPayloadBytes: 1024 * 1024,
  /** A job made here, its arguments and everything else: one script writes it, in about a millisecond. */
  madeJobBytes: 1024 * 1024,
  backtraceInflatedBytes: 1024 * 1024,
  backtraceLines: 500,
  argTreeNodes: 5_000,
  argTreeDepth: 64,
  tagsPerJob: 50,
  queuesInSnapshot: 500,
  processesInSnapshot: 500,
  runningJobsPage: 100,
  trashRetentionMs: 24 * 3_600_000,
  /** Rows of one answer of metrics; a page shows fewer, and the filter finds the others. */
  metricsRows: 500,
  /** Histograms one answer may read that nobody has read before; classes beyond that have no percentiles this time. */
  metricsHistograms: 20_000,
  /** Columns of the heat map of a class: its buckets are put together to so many. */
  metricsHeatColumns: 120,
  /** Classes times buckets of metrics that are remembered. */
  metricsCells: 200_000,
  /** Fields one HGETALL of metrics may return; a larger hash is read in steps. */
  metricsFieldsAtOnce: 3_000,
  /** Fields of one hash of metrics that are read at all: so many classes no application has. */
  metricsFields: 30_000,
  /** Classes of one answer of metrics; more than that are counted, not listed. */
  metricsClasses: 20_000,
  /** Classes whose sums over the closed buckets of a range are remembered, about 1 KB each. */
  metricsSums: 20_000,
  /** Histograms that are remembered once their minute is over. */
  metricsHistogramsKept: 60_000,
  /** Of a deploy mark that another wrote. */
  deployLabelChars: 200,
  /** Deploy marks of one answer, the newest. */
  deployMarks: 200,
  /** One HGET copies the whole value while other clients wait; this much takes about 3 ms. */
  profileBytes: 16 * 1024 * 1024,
  /** Profiles of one list, the newest. */
  profilesListed: 200,
  /** Of a name in a profile. */
  profileTextChars: 200,
  /** Recurring jobs of one list: more than anybody has; a list beyond it is cut and says so. */
  cronEntries: 1_000,
  /** How long a check of locks waits for a store in trouble before it gives up: a failover and a reload take less. */
  storeWaitMs: 5 * 60_000,
  /** Orphaned locks one check remembers, about 40 MB. */
  orphanedLocks: 100_000,
  /** Deleted recurring jobs that can be put back. */
  cronTrashEntries: 200,
  trashEntries: 2_000_000,
  /** Share of maxmemory (or of used memory where none is set) that the trash may take. */
  trashMemoryShare: 0.1,
  /** Where no maxmemory is set, a share of what is used now would be nothing on a small store. */
  trashBytesFloor: 64 * 1024 * 1024,
  operationRetentionMs: 7 * 24 * 3_600_000,
  operationLeaseMs: 4_000,
  operationRenewMs: 250,
  operationScanMs: 500,
  /** While none is under way; one that is made here begins at once. */
  operationIdleScanMs: 2_000,
  /** A frozen list is 26 bytes an entry and its packed details about 35: at this size some 120 MB of the store. */
  operationEntries: 2_000_000,
  /** Per source: operations that have not ended, and all that are remembered. */
  operationsActive: 50,
  operationsKept: 1_000,
  /** Per source: verbs on single jobs that can be taken back, about 1 to 10 KB each. */
  directKept: 2_000,
  /** How many one replica runs at a time; the others wait their turn. */
  operationsAtOnce: 4,
  /** A frozen list that nobody started is discarded after this. */
  operationUnstartedMs: 3_600_000,
  /** Jobs of a dry run that are shown as an example. */
  operationSample: 20,
  /** How often the first jobs of a canary are looked for, and how long one must be missing before it has left: workers tell of what they run every 10 s. */
  canaryLookMs: 1_000,
  canaryLeftMs: 15_000,
  /** Entries a look for the canary's jobs goes through in one list. */
  canaryScan: 500_000,
  /** Done jobs that are looked for at once when an operation is taken back. */
  undoSlice: 250_000,
  /** How long the frozen list outlives its operation; afterwards only record and outcomes remain. */
  operationFrozenMs: 24 * 3_600_000,
  outcomesPage: 1_000,
  breakdownValues: 50,
  /** Failures counted per source at 22 bytes each; what is beyond is said to be. */
  errorIndexEntries: 3_000_000,
  /** Groups told apart; a store that writes a new message for every job fills no more memory than this. */
  errorGroupsMax: 20_000,
  /** Entries of a stretch of scores that is counted and read as one. */
  errorChunkEntries: 4_000,
  /** Entries a refresh reads again, about 30 ms. */
  errorRefreshEntries: 8_000,
  /** How old counts may be when they are asked for, and how long they are kept when nobody asks. */
  errorFreshMs: 2_000,
  errorIdleMs: 5 * 60_000,
  /** Failing and waiting jobs of a group that are compared. */
  errorCompared: 400,
  /** Groups per source whose state, notes and history are kept. */
  errorRecords: 2_000,
  auditEntries: 10_000,
  snapshotEveryMs: 1_000,
  /** Within a snapshot, what stands still and what processes report every 10 s; a little under 5 s, so that each fifth one has it. */
  frameEveryMs: 4_900,
  singleFlightMs: 250,
  commandTimeoutMs: 2_000,
  connectTimeoutMs: 1_500,
  sampleEveryMs: 10_000,
  sampleKeepMs: 2 * 3_600_000,
  /** Requests of one caller: far above what ten open tabs ask, far below what a loop without a pause does. */
  requestsPerSec: 100,
  requestsBurst: 300,
  streamsPerUser: 10,
  streamsPerReplica: 500,
  /** Bytes waiting for a slow viewer before it misses a snapshot. */
  streamBacklogBytes: 64 * 1024,
  streamHeartbeatMs: 15_000,
  /** Whether a stream's reader may still read; with what the authenticator keeps for 4 s, known within five. */
  streamRecheckMs: 1_000,
  seriesPerQuery: 100,
} as const;
