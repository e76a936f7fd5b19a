import "server-only";
import { createHash } from "node:crypto";
import { limits } from "@/lib/config/limits";
import type { RedisLink, Script } from "@/lib/redis/link";
import { type Command, pipelined } from "@/lib/redis/pipeline";
import type { OwnKeys } from "@/lib/state/keys";
import type { HistoryStore } from "./history-store";
import type { Tier } from "./layout";
import { padded } from "./memory-history";
import { recordsOf, stretches } from "./ring";

/** Long enough that a slow tick does not change the leader, short enough that a dead one costs three samples. */
export const SAMPLER_LEASE_MS = limits.sampleEveryMs * 2.5;

/** A ring lives far longer than this, so that its end is not put off at every sample. */
const EXPIRY_EVERY_MS = 5 * 60_000;

/** Rings that one command enters into the index. */
const INDEXED = 100;

const LEAD: Script = {
  name: "history-lead",
  lua: `redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[3] - ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
local holder = redis.call('GET', KEYS[1])
if holder == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) return 1 end
if holder then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`,
};

const RESIGN: Script = {
  name: "history-resign",
  lua: `redis.call('ZREM', KEYS[2], ARGV[1])
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`,
};

/**
 * Rings as Redis strings (SETRANGE, GETRANGE), with an index (sorted set, score = last tick) of those that
 * exist. All keys expire one retention after their last sample.
 */
export function redisHistory(link: RedisLink, keys: OwnKeys): HistoryStore {
  const lease = keys.lease("sampler");
  const replicas = keys.history("replicas");
  const index = keys.history("index");
  const keyOf = (tier: Tier, series: string) => keys.history(`${tier.name}:${nameOf(series)}`);
  let expiryPutOff = new Map<string, number>();

  return {
    kind: "redis",
    async append(tier, tick, rows) {
      const keepMs = tier.slots * tier.stepMs;
      const atMs = tick * tier.stepMs;
      const named = rows.map(({ series, record }) => ({ key: keyOf(tier, series), record }));
      const ending = named.filter(({ key }) => atMs - (expiryPutOff.get(key) ?? 0) >= EXPIRY_EVERY_MS);
      const commands: Command[] = named.map(({ key, record }) => [
        "SETRANGE",
        key,
        (tick % tier.slots) * record.length,
        record,
      ]);
      for (const { key } of ending) commands.push(["PEXPIRE", key, keepMs]);
      for (let at = 0; at < named.length; at += INDEXED) {
        commands.push(["ZADD", index, ...named.slice(at, at + INDEXED).flatMap(({ key }) => [atMs, key])]);
      }
      commands.push(["ZREMRANGEBYSCORE", index, "-inf", atMs - keepMs], ["PEXPIRE", index, keepMs]);
      failOn(await link.bulk((redis) => pipelined(redis, commands)));
      const now = new Set(ending.map(({ key }) => key));
      expiryPutOff = new Map(named.map(({ key }) => [key, now.has(key) ? atMs : (expiryPutOff.get(key) ?? atMs)]));
    },
    async read(tier, series, fromTick, toTick) {
      const wanted = series.flatMap(({ name, width }) =>
        stretches(tier, width, fromTick, toTick).map((stretch) => ({ key: keyOf(tier, name), stretch })),
      );
      const replies = await link.read((redis) =>
        pipelined(
          redis,
          wanted.map(({ key, stretch }) => ["GETRANGE", key, stretch.offset, stretch.offset + stretch.length - 1]),
        ),
      );
      const perSeries = wanted.length / Math.max(1, series.length);
      return series.map(({ width }, at) => {
        const records = wanted.slice(at * perSeries, (at + 1) * perSeries).flatMap(({ stretch }, part) => {
          const reply = replies[at * perSeries + part];
          return recordsOf(stretch, Buffer.isBuffer(reply) ? reply : Buffer.alloc(0), width);
        });
        return padded(records, toTick - fromTick + 1);
      });
    },
    async bytes() {
      const sizes = await link.read(async (redis) => {
        const names = await redis.zrange(index, 0, String(limits.rangeMax));
        return pipelined(
          redis,
          names.map((name) => ["STRLEN", name]),
        );
      });
      return sizes.reduce<number>((sum, size) => sum + (typeof size === "number" ? size : 0), 0);
    },
    async lead(replica) {
      const args = [replica, String(SAMPLER_LEASE_MS), String(Date.now())];
      return (await link.run(LEAD, [lease, replicas], args)) === 1;
    },
    replicas: async () => Math.max(1, await link.read((redis) => redis.zcard(replicas))),
    async resign(replica) {
      await link.run(RESIGN, [lease, replicas], [replica]);
    },
  };
}

/** A queue's name is of any length and bytes; its ring's is not. */
function nameOf(series: string): string {
  return series === "source" ? series : createHash("sha256").update(series).digest("base64url").slice(0, 22);
}

function failOn(replies: readonly unknown[]): void {
  const problem = replies.find((reply) => reply instanceof Error);
  if (problem) throw problem;
}
