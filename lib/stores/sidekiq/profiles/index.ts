import "server-only";
import type { Redis } from "ioredis";
import { limits } from "@/lib/config/limits";
import type { Profile, ProfileList } from "@/lib/domain/profile.schema";
import { AppError } from "@/lib/errors/app-error";
import { type Command, pipelined, type Reply } from "@/lib/redis/pipeline";
import type { Profiles } from "@/lib/stores/port";
import type { SidekiqContext } from "../context";
import { clockMs, TIME } from "../page";
import { secondsMs } from "../times";

const FIELDS = ["token", "jid", "type", "started_at", "elapsed", "size"] as const;

/**
 * Sidekiq 8's `profiles` (`profiler.rb`, `api.rb` of 8.1.7): a sorted set of `TOKEN-JID` by expiry in epoch
 * seconds, each the key of a hash with the recorded bytes in `data`. The gem's own reader removes what has
 * expired; this one only leaves it out.
 */
export function createProfiles(ctx: SidekiqContext): Profiles {
  return {
    list: () => ctx.link.read((redis) => list(redis, ctx)),
    data: (key) => ctx.link.bulk((redis) => data(redis, ctx, key)),
  };
}

async function list(redis: Redis, { keys }: SidekiqContext): Promise<ProfileList> {
  const index = keys.any("profiles");
  const [time] = await pipelined(redis, [TIME]);
  const nowSec = String(clockMs(time) / 1_000);
  const [total, members] = await pipelined(redis, [
    ["ZCOUNT", index, nowSec, "+inf"],
    ["ZREVRANGEBYSCORE", index, "+inf", nowSec, "WITHSCORES", "LIMIT", 0, limits.profilesListed],
  ]);
  const named = namedOf(members);
  const facts = await pipelined(
    redis,
    named.flatMap(({ key }): Command[] => [
      ["HMGET", keys.any(key), ...FIELDS],
      ["HSTRLEN", keys.any(key), "data"],
    ]),
  );
  const profiles = named.flatMap(({ key, score }, at) => toProfile(key, score, facts[at * 2], facts[at * 2 + 1]) ?? []);
  return { profiles, total: typeof total === "number" ? total : 0, maxBytes: limits.profileBytes };
}

/** Only a member of the set whose hash says the same name is a profile: no other key is ever read out. */
async function data(redis: Redis, { keys }: SidekiqContext, key: string): Promise<Uint8Array | null> {
  const [time, score, facts, size] = await pipelined(redis, [
    TIME,
    ["ZSCORE", keys.any("profiles"), key],
    ["HMGET", keys.any(key), ...FIELDS],
    ["HSTRLEN", keys.any(key), "data"],
  ]);
  const known = Buffer.isBuffer(score) && Number(score.toString()) * 1_000 > clockMs(time);
  const profile = known ? toProfile(key, null, facts, size) : null;
  if (profile === null || profile.sizeBytes === 0) return null;
  if (profile.sizeBytes > limits.profileBytes) throw new AppError("refused", { reason: "too_large" });
  return redis.hgetBuffer(keys.any(key), "data");
}

function namedOf(reply: Reply | undefined): { key: string; score: string }[] {
  if (!Array.isArray(reply)) return [];
  const found: { key: string; score: string }[] = [];
  for (let index = 0; index + 1 < reply.length; index += 2) {
    found.push({ key: String(reply[index]), score: String(reply[index + 1]) });
  }
  return found;
}

function toProfile(
  key: string,
  score: string | null,
  reply: Reply | undefined,
  size: Reply | undefined,
): Profile | null {
  if (!Array.isArray(reply)) return null;
  const [token, jid, type, startedAt, elapsed] = reply.map((part) =>
    Buffer.isBuffer(part) ? part.toString("utf8") : null,
  );
  if (token == null || jid == null || `${token}-${jid}` !== key) return null;
  const elapsedSec = Number(elapsed ?? Number.NaN);
  return {
    key,
    token: token.slice(0, limits.profileTextChars),
    jid: jid.slice(0, limits.profileTextChars),
    class: type?.slice(0, limits.profileTextChars) ?? null,
    startedAtMs: secondsMs(startedAt ?? null),
    elapsedSec: Number.isFinite(elapsedSec) ? elapsedSec : null,
    sizeBytes: typeof size === "number" ? size : 0,
    expiresAtMs: secondsMs(score),
  };
}
