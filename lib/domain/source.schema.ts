import { z } from "zod";
import { role } from "./access.schema";

/** A source is one configured job store. Ids are `[a-z0-9-]`, at most 40 characters, and never a reserved word. */
export const sourceId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);

export const facet = z.enum([
  "reader",
  "writer",
  "queues",
  "processes",
  "cron",
  "metrics",
  "locks",
  "batches",
  "limiters",
  "profiles",
  "failures",
  "statuses",
]);

export const sourceHealth = z.object({
  state: z.enum(["ok", "degraded", "down", "connecting"]),
  /** An `errors.<code>` of the catalogue when not ok. */
  code: z.string().nullable(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** Since when this state holds. */
  sinceMs: z.number(),
  lastOkAtMs: z.number().nullable(),
});

/** What the server that holds the jobs says of itself (`INFO`), for the About page and its warnings. */
export const storeInfo = z.object({
  product: z.enum(["redis", "valkey", "dragonfly", "unknown"]),
  version: z.string().nullable(),
  url: z.string(),
  db: z.number(),
  namespace: z.string().nullable(),
  user: z.string().nullable(),
  uptimeSec: z.number().nullable(),
  clients: z.number().nullable(),
  usedMemoryBytes: z.number().nullable(),
  peakMemoryBytes: z.number().nullable(),
  maxMemoryBytes: z.number().nullable(),
  evictionPolicy: z.string().nullable(),
  role: z.enum(["primary", "replica"]).nullable(),
  replicas: z.number().nullable(),
  replicaLagSec: z.number().nullable(),
  persistence: z.enum(["aof", "rdb", "aof+rdb", "off", "failing"]).nullable(),
  roundTripMs: z.number().nullable(),
  /** Sidekiq versions of the live processes, lowest first. */
  workerVersions: z.array(z.string()),
});

export const storeWarning = z.object({
  code: z.enum([
    "evicts_keys",
    "persistence_off",
    "persistence_failing",
    "memory_nearly_full",
    "replica",
    "replica_lag",
    "no_sidekiq_keys",
    "clock_skew",
    "missing_rights",
    "wrong_type",
    "mixed_versions",
  ]),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

/** Where Sidekiq's keys were found when the configured place has none. */
export const foundElsewhere = z.object({ db: z.number(), namespace: z.string().nullable() });

export const refusedVerb = z.enum(["queue_clear", "queue_delete", "signals"]);
export type RefusedVerb = z.infer<typeof refusedVerb>;

export const sourceSummary = z.object({
  id: sourceId,
  label: z.string(),
  kind: z.enum(["sidekiq"]),
  /** For example `production`; colours the bar across every page. */
  environment: z.string().nullable(),
  /** One of the named accent hues of the theme. */
  color: z.enum(["slate", "red", "orange", "amber", "green", "teal", "blue", "violet", "pink"]),
  /** Configured so, or because of `writesRefused`. */
  readOnly: z.boolean(),
  /** Why the store itself refuses every write, null when it does not. */
  writesRefused: z.enum(["missing_rights", "replica"]).nullable(),
  /** Verbs whose commands the store refuses to this user although it takes the other writes. */
  refused: z.array(refusedVerb),
  facets: z.array(facet),
  health: sourceHealth,
  /** The caller's role on this source. */
  role,
});

export const sourceAbout = z.object({
  source: sourceSummary,
  store: storeInfo.nullable(),
  warnings: z.array(storeWarning),
  foundElsewhere: z.array(foundElsewhere),
  /** Rights the store refuses us, as command names, and what is turned off because of it. */
  missingRights: z.array(z.object({ command: z.string(), turnsOff: z.string() })),
  turnedOff: z.array(z.object({ feature: z.string(), reason: z.string() })),
  state: z.object({ kind: z.enum(["redis", "memory"]), replicas: z.number() }),
  history: z.object({ sinceMs: z.number().nullable(), bytes: z.number() }),
  trash: z.object({
    batches: z.number(),
    entries: z.number(),
    bytes: z.number(),
    maxEntries: z.number(),
    maxBytes: z.number(),
  }),
});

export type SourceId = z.infer<typeof sourceId>;
export type Facet = z.infer<typeof facet>;
export type SourceHealth = z.infer<typeof sourceHealth>;
export type StoreInfo = z.infer<typeof storeInfo>;
export type StoreWarning = z.infer<typeof storeWarning>;
export type FoundElsewhere = z.infer<typeof foundElsewhere>;
export type SourceSummary = z.infer<typeof sourceSummary>;
export type SourceAbout = z.infer<typeof sourceAbout>;
