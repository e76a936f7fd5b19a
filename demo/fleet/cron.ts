import type { Redis } from "ioredis";
import { parseCronish } from "../../lib/domain/cron/parse";
import { previousTick } from "../../lib/domain/cron/ticks";
import { UTC } from "../../lib/domain/cron/zone";
import { push } from "./client";

interface Entry {
  name: string;
  class: string;
  cron: string;
  args: string;
  queue: string;
  description: string;
  declared: "schedule" | "dynamic";
  namespace?: string;
}

/** What the shop runs by the clock. Nobody polls the namespace `warehouse`, and the exchange rates always fail. */
const ENTRIES: readonly Entry[] = [
  entry(
    "nightly report",
    "Mail::DigestJob",
    "0 2 * * * Europe/Berlin",
    '[0,"nightly"]',
    "mailers",
    "Figures of the day before",
  ),
  entry(
    "reindex products",
    "Search::ReindexJob",
    "*/2 * * * *",
    '["products",[]]',
    "low",
    "What changed since the last run",
  ),
  entry("exchange rates", "Rates::RefreshJob", "every 3 minutes", "[]", "default", "Asks the bank"),
  entry("weekly digest", "Mail::DigestJob", "every monday at 8:00", '[0,"weekly"]', "mailers", "Monday's mail"),
  entry(
    "close the month",
    "Exports::ReportJob",
    "30 5 L * *",
    '[0,"monthly",{"format":"xlsx"}]',
    "exports",
    "Month end",
  ),
  entry(
    "purge carts",
    "Orders::FulfilJob",
    "0 1,13 * * *",
    '[0,{"purge":true}]',
    "low",
    "Carts older than 30 days",
    "dynamic",
  ),
  {
    ...entry("stock take", "Search::ReindexJob", "* * * * *", '["stock",[]]', "low", "Counts the shelves"),
    namespace: "warehouse",
  },
];

const POLL_MS = 5_000;
const GRACE_SEC = 60;
const HISTORY = 10;

/** Writes the entries unless they are there, and polls them as sidekiq-cron does. */
export async function startCron(redis: Redis): Promise<{ stop(): void }> {
  if ((await redis.exists("cron_jobs:default")) === 0) for (const each of ENTRIES) await save(redis, each);
  const timer = setInterval(() => void poll(redis).catch(() => {}), POLL_MS);
  return { stop: () => clearInterval(timer) };
}

function entry(
  name: string,
  className: string,
  cron: string,
  args: string,
  queue: string,
  description: string,
  declared: Entry["declared"] = "schedule",
): Entry {
  return { name, class: className, cron, args, queue, description, declared };
}

async function save(redis: Redis, each: Entry): Promise<void> {
  const namespace = each.namespace ?? "default";
  const key = `cron_job:${namespace}:${each.name}`;
  await redis.sadd(`cron_jobs:${namespace}`, key);
  await redis.hset(key, {
    name: each.name,
    namespace,
    klass: each.class,
    cron: each.cron,
    description: each.description,
    source: each.declared,
    args: each.args,
    date_as_argument: "0",
    message: `{"queue":${JSON.stringify(each.queue)},"class":${JSON.stringify(each.class)},"args":${each.args}}`,
    status: "enabled",
    active_job: "0",
    queue_name_prefix: "",
    queue_name_delimiter: "",
    retry: "",
    last_enqueue_time: "",
    symbolize_args: "0",
  });
}

async function poll(redis: Redis): Promise<void> {
  for (const key of await redis.smembers("cron_jobs:default")) {
    const fields = await redis.hgetall(key);
    const cron = parseCronish(fields.cron ?? "");
    const nowMs = Date.now();
    const slotMs = cron && previousTick(cron, nowMs, UTC);
    if (fields.status !== "enabled" || slotMs === null) continue;
    if ((nowMs - slotMs) / 1000 > GRACE_SEC || Date.parse(fields.last_enqueue_time || "1970") >= slotMs) continue;
    const slot = new Date(slotMs).toISOString().replace(".000", "");
    if ((await redis.zadd(`${key}:enqueued`, String(slotMs / 1000), slot)) !== 1) continue;
    await enqueue(redis, key, fields, nowMs);
  }
}

async function enqueue(redis: Redis, key: string, fields: Record<string, string>, nowMs: number): Promise<void> {
  const { queue = "default" }: { queue?: string } = JSON.parse(fields.message ?? "{}");
  const jid = await push(redis, { class: fields.klass ?? "", queue, args: fields.args ?? "[]" });
  const second = new Date(nowMs).toISOString().slice(0, 19).replace("T", " ");
  await redis
    .multi()
    .hset(key, "last_enqueue_time", `${second} +0000`)
    .lpush(`${key}:jid_history`, JSON.stringify({ jid, enqueued: `${second} UTC` }))
    .ltrim(`${key}:jid_history`, 0, HISTORY - 1)
    .zremrangebyscore(`${key}:enqueued`, 0, nowMs / 1000 - 86_400)
    .exec();
}
