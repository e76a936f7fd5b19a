import "server-only";
import type { ProcessSummary } from "@/lib/domain/process.schema";
import type { StoreInfo, StoreWarning } from "@/lib/domain/source.schema";
import type { Reply } from "@/lib/redis/pipeline";
import type { SidekiqContext } from "./context";

/** `name:value` lines of INFO. */
export type InfoFields = ReadonlyMap<string, string>;

const MEMORY_NEARLY_FULL = 0.9;
const REPLICA_LAG_SEC = 10;
const CLOCK_SKEW_MS = 5_000;

export function parseInfo(reply: Reply | undefined): InfoFields | null {
  if (!Buffer.isBuffer(reply)) return null;
  const fields = new Map<string, string>();
  for (const line of reply.toString("utf8").split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return fields;
}

export interface InfoContext {
  /** Reply to `CONFIG GET save`; an error where it may not be asked. */
  readonly save: Reply | undefined;
  readonly roundTripMs: number | null;
  readonly processes: readonly ProcessSummary[];
}

export function storeInfo(ctx: SidekiqContext, fields: InfoFields, context: InfoContext): StoreInfo {
  const number = (name: string) => numberOf(fields.get(name));
  const replica = fields.get("role") === "slave";
  const maxMemory = number("maxmemory");
  return {
    ...productOf(fields),
    url: ctx.link.address.url,
    db: ctx.link.address.db,
    namespace: ctx.namespace,
    user: ctx.link.address.user,
    uptimeSec: number("uptime_in_seconds"),
    clients: number("connected_clients"),
    usedMemoryBytes: number("used_memory"),
    peakMemoryBytes: number("used_memory_peak"),
    maxMemoryBytes: maxMemory === 0 ? null : maxMemory,
    evictionPolicy: fields.get("maxmemory_policy") ?? null,
    role: fields.has("role") ? (replica ? "replica" : "primary") : null,
    replicas: number("connected_slaves"),
    replicaLagSec: replica ? number("master_last_io_seconds_ago") : worstLag(fields),
    persistence: persistenceOf(fields, context.save),
    roundTripMs: context.roundTripMs,
    workerVersions: versionsOf(context.processes),
  };
}

function productOf(fields: InfoFields): Pick<StoreInfo, "product" | "version"> {
  const dragonfly = fields.get("dragonfly_version");
  if (dragonfly) return { product: "dragonfly", version: dragonfly };
  const valkey = fields.get("valkey_version");
  if (valkey) return { product: "valkey", version: valkey };
  const redis = fields.get("redis_version");
  return redis ? { product: "redis", version: redis } : { product: "unknown", version: null };
}

/** `slave0:ip=…,port=…,state=online,offset=…,lag=1` */
function worstLag(fields: InfoFields): number | null {
  const lags = [...fields]
    .filter(([name]) => /^slave\d+$/.test(name))
    .map(([, value]) => numberOf(/(?:^|,)lag=(\d+)/.exec(value)?.[1]))
    .filter((lag) => lag !== null);
  return lags.length === 0 ? null : Math.max(...lags);
}

function persistenceOf(fields: InfoFields, save: Reply | undefined): StoreInfo["persistence"] {
  if (!fields.has("aof_enabled")) return null;
  const aof = fields.get("aof_enabled") === "1";
  const failing =
    fields.get("rdb_last_bgsave_status") === "err" ||
    (aof && (fields.get("aof_last_write_status") === "err" || fields.get("aof_last_bgrewrite_status") === "err"));
  if (failing) return "failing";
  const points = Array.isArray(save) && Buffer.isBuffer(save[1]) ? save[1].toString("latin1") : null;
  if (points === null) return aof ? "aof" : null;
  if (points !== "") return aof ? "aof+rdb" : "rdb";
  return aof ? "aof" : "off";
}

function versionsOf(processes: readonly ProcessSummary[]): string[] {
  const versions = processes.map(({ version }) => version).filter((version) => version !== null);
  return [...new Set(versions)].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

export function warningsOf(info: StoreInfo | null, facts: { nowMs: number; hasSidekiq: boolean }): StoreWarning[] {
  const warnings: StoreWarning[] = [];
  const warn = (code: StoreWarning["code"], params: StoreWarning["params"] = {}) => warnings.push({ code, params });
  if (!facts.hasSidekiq) warn("no_sidekiq_keys", { db: info?.db ?? null });
  const skewMs = Date.now() - facts.nowMs;
  if (Math.abs(skewMs) > CLOCK_SKEW_MS) warn("clock_skew", { seconds: Math.round(skewMs / 1_000) });
  if (!info) return warnings;
  if (info.evictionPolicy !== null && info.evictionPolicy !== "noeviction") {
    warn("evicts_keys", { policy: info.evictionPolicy });
  }
  if (info.persistence === "off") warn("persistence_off");
  if (info.persistence === "failing") warn("persistence_failing");
  const used = info.usedMemoryBytes ?? 0;
  if (info.maxMemoryBytes !== null && used > info.maxMemoryBytes * MEMORY_NEARLY_FULL) {
    warn("memory_nearly_full", { usedBytes: used, maxBytes: info.maxMemoryBytes });
  }
  if (info.role === "replica") warn("replica");
  if ((info.replicaLagSec ?? 0) > REPLICA_LAG_SEC) warn("replica_lag", { seconds: info.replicaLagSec });
  if (info.workerVersions.length > 1) warn("mixed_versions", { versions: info.workerVersions.join(", ") });
  return warnings;
}

function numberOf(text: string | undefined): number | null {
  if (text === undefined || text === "") return null;
  const number = Number(text);
  return Number.isFinite(number) ? number : null;
}
