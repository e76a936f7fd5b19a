import "server-only";
import type { Capsule, ProcessSummary } from "@/lib/domain/process.schema";
import type { Reply } from "@/lib/redis/pipeline";
import { counter } from "./daily";
import { asNumber, asString, isObject, type JsonObject, type JsonValue, parseJson } from "./payload-parse";
import { secondsMs, timeMs } from "./times";

/** Of the heartbeat hash; `concurrency` moved there from `info` in 8.1.2, `rss` and `rtt_us` exist since 6.2. */
export const HEARTBEAT_FIELDS = ["info", "busy", "beat", "quiet", "rss", "rtt_us", "concurrency"] as const;

/** 5.x and 6.x beat every 5 s, 7 and later every 10 s. */
const HEARTBEAT_OLD_MS = 20_000;
const ROUND_TRIP_SLOW_MS = 50;
const CLOCK_DIFFERS_MS = 5_000;
const NAME_CHARS = 300;
const LIST_MAX = 1_000;

/** @returns null when there is no heartbeat, or the key is something else. */
export function toProcess(identity: string, reply: Reply | undefined, leader: string | null): ProcessSummary | null {
  if (!Array.isArray(reply) || !Buffer.isBuffer(reply[0])) return null;
  const [infoText = null, busy, beat, quiet, rss, roundTrip, concurrency] = reply.map(textOf);
  const parsed = parseJson(infoText ?? "")?.value;
  const info: JsonObject = isObject(parsed) ? parsed : new Map();
  const [host = identity, pid] = identity.split(":");
  const capsules = capsulesOf(info);
  return {
    identity,
    hostname: (asString(info.get("hostname")) ?? host).slice(0, NAME_CHARS),
    pid: asNumber(info.get("pid")) ?? finite(pid ?? null),
    tag: (asString(info.get("tag")) ?? "").slice(0, NAME_CHARS),
    labels: strings(info.get("labels")),
    queues: strings(info.get("queues")),
    capsules,
    concurrency: finite(concurrency ?? null) ?? asNumber(info.get("concurrency")) ?? totalOf(capsules),
    busy: Math.max(0, finite(busy ?? null) ?? 0),
    quiet: quiet === "true",
    embedded: info.get("embedded") === true,
    leader: leader === identity,
    version: asString(info.get("version"))?.slice(0, 40) ?? null,
    startedAtMs: timeMs(info.get("started_at")),
    heartbeatAtMs: secondsMs(beat ?? null),
    rssBytes: kilobytes(rss ?? null),
    roundTripMs: microseconds(roundTrip ?? null),
    flags: [],
  };
}

/** Adds what to look at, which for versions only shows beside the other processes. */
export function flagged(processes: readonly ProcessSummary[], nowMs: number): ProcessSummary[] {
  const common = mostCommon(processes.map(({ version }) => version).filter((version) => version !== null));
  return processes.map((process) => {
    const flags: ProcessSummary["flags"] = [];
    const ageMs = process.heartbeatAtMs === null ? 0 : nowMs - process.heartbeatAtMs;
    if (ageMs > HEARTBEAT_OLD_MS) flags.push("heartbeat_old");
    if (process.version !== null && process.version !== common) flags.push("version_differs");
    if ((process.roundTripMs ?? 0) > ROUND_TRIP_SLOW_MS) flags.push("round_trip_slow");
    if (ageMs < -CLOCK_DIFFERS_MS) flags.push("clock_differs");
    return { ...process, flags };
  });
}

/** `capsules` (8.0.9 and later), else `weights`, one object per capsule (7.0 and later). */
function capsulesOf(info: JsonObject): Capsule[] {
  const named = info.get("capsules");
  if (isObject(named)) {
    return [...named].slice(0, LIST_MAX).map(([name, value]) => {
      const capsule: JsonObject = isObject(value) ? value : new Map();
      return {
        name: name.slice(0, NAME_CHARS),
        concurrency: asNumber(capsule.get("concurrency")),
        mode: modeOf(capsule.get("mode")),
        queues: weightsOf(capsule.get("weights")),
      };
    });
  }
  const weights = info.get("weights");
  if (!Array.isArray(weights)) return [];
  return weights.slice(0, LIST_MAX).map((value, index) => ({
    name: index === 0 ? "default" : String(index + 1),
    concurrency: null,
    mode: null,
    queues: weightsOf(value),
  }));
}

function weightsOf(value: JsonValue | undefined): Capsule["queues"] {
  if (!isObject(value)) return [];
  return [...value]
    .slice(0, LIST_MAX)
    .map(([name, weight]) => ({ name: name.slice(0, NAME_CHARS), weight: asNumber(weight) ?? 0 }));
}

function modeOf(value: JsonValue | undefined): Capsule["mode"] {
  const mode = asString(value);
  return mode === "strict" || mode === "random" || mode === "weighted" ? mode : null;
}

function totalOf(capsules: readonly Capsule[]): number | null {
  const known = capsules.map(({ concurrency }) => concurrency).filter((concurrency) => concurrency !== null);
  return known.length === 0 ? null : known.reduce((sum, concurrency) => sum + concurrency, 0);
}

function strings(value: JsonValue | undefined): string[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter((part) => typeof part === "string")
    .slice(0, LIST_MAX)
    .map((part) => part.slice(0, NAME_CHARS));
}

const textOf = (reply: Reply) => (Buffer.isBuffer(reply) ? reply.toString("utf8") : null);

function finite(text: string | null): number | null {
  return text !== null && /^-?\d{1,15}$/.test(text) ? counter(Buffer.from(text)) : null;
}

function kilobytes(text: string | null): number | null {
  const kib = finite(text);
  return kib === null ? null : kib * 1_024;
}

function microseconds(text: string | null): number | null {
  const us = finite(text);
  return us === null ? null : us / 1_000;
}

function mostCommon(values: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}
