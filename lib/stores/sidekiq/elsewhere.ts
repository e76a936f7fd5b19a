import "server-only";
import type { Redis } from "ioredis";
import type { FoundElsewhere } from "@/lib/domain/source.schema";
import { isAppError } from "@/lib/errors/app-error";
import { type Command, pipelined } from "@/lib/redis/pipeline";
import type { SidekiqContext } from "./context";
import type { InfoFields } from "./info";
import { scanReply } from "./work";

const LOOK_BUDGET_MS = 200;
const DBS_MAX = 16;
const FOUND_MAX = 10;
const ASK_AGAIN_MS = 30_000;
const MARKS = ["queues", "processes"] as const;

const known = new WeakMap<SidekiqContext, { untilMs: number; found: FoundElsewhere[] }>();

/**
 * Where Sidekiq's keys are when the configured place has none: under a redis-namespace of this DB, or in
 * another DB. A bounded look, remembered for half a minute.
 */
export async function lookElsewhere(
  redis: Redis,
  ctx: SidekiqContext,
  info: InfoFields | null,
): Promise<FoundElsewhere[]> {
  const before = known.get(ctx);
  if (before && before.untilMs > Date.now()) return before.found;
  const found = [...(await inThisDb(redis, ctx)), ...(await inOtherDbs(redis, ctx, info))].slice(0, FOUND_MAX);
  known.set(ctx, { untilMs: Date.now() + ASK_AGAIN_MS, found });
  return found;
}

async function inThisDb(redis: Redis, ctx: SidekiqContext): Promise<FoundElsewhere[]> {
  const { db } = ctx.link.address;
  const untilMs = Date.now() + LOOK_BUDGET_MS;
  const namespaces = new Set<string | null>();
  for (const mark of MARKS) {
    let cursor = "0";
    do {
      const [reply] = await pipelined(redis, [["SCAN", cursor, "MATCH", `*${mark}`, "COUNT", 500]]);
      if (isAppError(reply)) return [];
      const [next, keys] = scanReply(reply);
      cursor = next;
      for (const key of keys) {
        const name = key.toString("utf8");
        if (name === mark) namespaces.add(null);
        else if (name.endsWith(`:${mark}`)) namespaces.add(name.slice(0, -mark.length - 1));
      }
    } while (cursor !== "0" && Date.now() < untilMs);
  }
  namespaces.delete(ctx.namespace);
  return [...namespaces]
    .filter((namespace) => !namespace?.includes("signalbox"))
    .map((namespace) => ({ db, namespace }));
}

/** INFO names the DBs that hold keys; a transaction looks into each and comes back, so that no other command runs there. */
async function inOtherDbs(redis: Redis, ctx: SidekiqContext, info: InfoFields | null): Promise<FoundElsewhere[]> {
  const own = ctx.link.address.db;
  const dbs = [...(info?.keys() ?? [])]
    .map((name) => /^db(\d+)$/.exec(name)?.[1])
    .filter((db) => db !== undefined)
    .map(Number)
    .filter((db) => db !== own)
    .slice(0, DBS_MAX);
  const found: FoundElsewhere[] = [];
  for (const db of dbs) {
    const commands: Command[] = [
      ["MULTI"],
      ["SELECT", db],
      ["EXISTS", ...MARKS, "retry", "dead"],
      ["SELECT", own],
      ["EXEC"],
    ];
    const replies = await pipelined(redis, commands);
    const result = replies.at(-1);
    if (Array.isArray(result) && typeof result[1] === "number" && result[1] > 0) found.push({ db, namespace: null });
  }
  return found;
}
