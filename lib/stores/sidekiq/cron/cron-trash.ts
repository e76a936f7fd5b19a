import "server-only";
import { randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import { limits } from "@/lib/config/limits";
import { type CronEntry, type CronRemoved, type CronResult, cronRemoved } from "@/lib/domain/cron.schema";
import type { OwnKeys } from "@/lib/state/keys";
import type { WriteContext } from "../write-context";
import { SCHEDULER } from "./scheduler-read";
import { CronSteps, changeCron } from "./script";
import { gone, resultOf } from "./shared";

/** What of an entry is kept for a day after it was deleted, key by key, as it was. */
type Part = "hash" | "enqueued" | "history" | "spec";

/** Beside what may be shown, where the entry stood. */
interface Kept extends CronRemoved {
  readonly set: string | null;
}

const TOKEN = /^[A-Za-z0-9_-]{22}$/;

/** Notes in the same step that an entry leaves, so that it can be put back. @returns the token that names it */
export function trashed(
  { own, keys }: WriteContext,
  steps: CronSteps,
  entry: CronEntry,
  taken: { set: string; hash: string; enqueued: string; history: string } | { spec: string; state: string },
): string {
  const token = randomBytes(16).toString("base64url");
  const now = Date.now();
  const { id, scheduler, name, class: className, queue, schedule } = entry;
  const kept: Kept = {
    token,
    id,
    scheduler,
    name,
    class: className,
    queue,
    schedule,
    removedAtMs: now,
    expiresAtMs: now + limits.trashRetentionMs,
    set: "set" in taken ? taken.set : null,
  };
  steps.add("note", own.cronTrash, JSON.stringify(kept), limits.trashRetentionMs, limits.cronTrashEntries);
  const take = (part: Part, key: string) =>
    steps.add("take", key, steps.index(own.cronTrashed(token, part)), limits.trashRetentionMs);
  if ("set" in taken) {
    steps.add("srem", keys.any(taken.set), id.replace("c:", "cron_job:"));
    take("hash", taken.hash);
    take("enqueued", taken.enqueued);
    take("history", taken.history);
  } else {
    const key = own.cronTrashed(token, "spec");
    steps.add("hset", key, "spec", taken.spec, "state", taken.state).add("expire", key, limits.trashRetentionMs);
  }
  return token;
}

/** What was deleted within a day, newest first. */
export async function removedEntries(redis: Redis, own: OwnKeys): Promise<CronRemoved[]> {
  const lines = await redis.zrevrangebyscore(own.cronTrash, "+inf", Date.now(), "LIMIT", 0, limits.cronTrashEntries);
  return lines.flatMap((line) => {
    const { data } = cronRemoved.safeParse(parsed(line));
    return data === undefined ? [] : [data];
  });
}

/** Puts a deleted entry back as it was, unless there is another one of its name. */
export async function restoreEntry(ctx: WriteContext, token: string): Promise<CronResult> {
  const { own, keys, link } = ctx;
  const found = TOKEN.test(token) ? await link.read((redis) => lineOf(redis, own, token)) : null;
  if (found === null) return gone("");
  const { line, kept } = found;
  const steps = new CronSteps();
  if (kept.set === null) {
    const key = own.cronTrashed(token, "spec");
    const [spec, state] = await link.read((redis) => redis.hmget(key, "spec", "state"));
    if (typeof spec !== "string") return gone(kept.id);
    steps
      .add("type", keys.any(SCHEDULER.schedules), "hash")
      .add("type", keys.any(SCHEDULER.states), "hash")
      .add("type", keys.any(SCHEDULER.changed), "zset")
      .add("is", key, "spec", spec)
      .add("free", keys.any(SCHEDULER.schedules), kept.name)
      .add("hset", keys.any(SCHEDULER.schedules), kept.name, spec);
    if (state) steps.add("hset", keys.any(SCHEDULER.states), kept.name, state);
    steps.add("now", keys.any(SCHEDULER.changed), kept.name).add("del", key);
  } else {
    const member = kept.id.replace("c:", "cron_job:");
    const hash = keys.any(member);
    steps
      .add("type", keys.any(kept.set), "set")
      .add("has", own.cronTrashed(token, "hash"))
      .add("lacks", hash)
      .add("sadd", keys.any(kept.set), member);
    const give = (part: Part, key: string) => steps.add("give", own.cronTrashed(token, part), steps.index(key));
    give("hash", hash);
    give("enqueued", `${hash}:enqueued`);
    give("history", `${hash}:jid_history`);
  }
  steps.add("zrem", own.cronTrash, line);
  return resultOf(kept.id, await link.run(changeCron, steps.keys, steps.args));
}

async function lineOf(redis: Redis, own: OwnKeys, token: string): Promise<{ line: string; kept: Kept } | null> {
  const lines = await redis.zrangebyscore(own.cronTrash, Date.now(), "+inf", "LIMIT", 0, limits.cronTrashEntries);
  const line = lines.find((each) => cronRemoved.safeParse(parsed(each)).data?.token === token);
  const value = line === undefined ? null : parsed(line);
  const data = cronRemoved.safeParse(value).data;
  if (line === undefined || data === undefined) return null;
  const set = typeof value === "object" && value !== null && "set" in value ? value.set : null;
  return { line, kept: { ...data, set: typeof set === "string" ? set : null } };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
