import "server-only";
import type { Redis } from "ioredis";
import type { CronEntry, CronRun } from "@/lib/domain/cron.schema";
import { isAppError } from "@/lib/errors/app-error";
import { pipelined, type Reply } from "@/lib/redis/pipeline";
import type { SidekiqContext } from "../context";
import { JsonNumber, parseJson } from "../payload-parse";
import { type CronMember, entryKey } from "./cron-keys";
import { rubyTimeMs, shownArgs, versionOf } from "./shared";

/** `sidekiq/cron/job.rb` 2.4 `to_hash`; 1.x has the same but for `namespace` and, before 1.11, `source`. */
export const CRON_FIELDS = [
  "name",
  "namespace",
  "klass",
  "cron",
  "description",
  "source",
  "args",
  "date_as_argument",
  "message",
  "status",
  "active_job",
  "queue_name_prefix",
  "queue_name_delimiter",
  "retry",
  "symbolize_args",
  "last_enqueue_time",
] as const;
export type CronField = (typeof CRON_FIELDS)[number];

/** An entry as it is stored. */
export interface StoredCron {
  readonly id: string;
  readonly set: string;
  readonly fields: Readonly<Record<CronField, string>>;
  readonly history: readonly string[];
  readonly problem: "gone" | "unreadable" | null;
}

const HISTORY = 10;
const TRUE = /^(true|t|yes|y|1)$/i;

export async function readStored(
  redis: Redis,
  ctx: SidekiqContext,
  members: readonly CronMember[],
): Promise<StoredCron[]> {
  const replies = await pipelined(
    redis,
    members.flatMap(({ key }) => [
      ["HMGET", ctx.keys.any(key), ...CRON_FIELDS] as const,
      ["LRANGE", ctx.keys.any(`${key}:jid_history`), 0, HISTORY - 1] as const,
    ]),
  );
  return members.map(({ key, set }, index) => {
    const hash = replies[2 * index];
    const values = Array.isArray(hash) ? hash.map(textOf) : [];
    const history = replies[2 * index + 1];
    return {
      id: key.slice(entryKey("").length),
      set,
      fields: Object.fromEntries(CRON_FIELDS.map((field, at) => [field, values[at] ?? ""])) as StoredCron["fields"],
      history: Array.isArray(history) ? history.map(textOf).filter((line) => line !== null) : [],
      problem: isAppError(hash) ? "unreadable" : values.every((value) => value === null) ? "gone" : null,
    };
  });
}

const textOf = (reply: Reply): string | null => (Buffer.isBuffer(reply) ? reply.toString("utf8") : null);

export function cronEntryOf(stored: StoredCron): CronEntry {
  const { id, fields, problem } = stored;
  const message = messageOf(fields.message);
  const name = fields.name || id;
  return {
    id: `c:${id}`,
    scheduler: "sidekiq-cron",
    namespace: fields.namespace || null,
    name,
    class: fields.klass || null,
    queue: problem === null ? queueOf(fields) : null,
    ...shownArgs(fields.args === "" ? "[]" : fields.args),
    schedule: fields.cron === "" ? null : { kind: "cron", text: fields.cron },
    description: fields.description || null,
    activeJob: isTrue(fields.active_job),
    dateAsArgument: isTrue(fields.date_as_argument),
    retry: fields.retry || message.retry,
    declared: fields.source === "" ? null : fields.source === "schedule" ? "code" : "dynamic",
    enabled: problem === null && fields.status !== "disabled",
    problem: problem ?? (fields.klass === "" ? "no_class" : fields.cron === "" ? "no_schedule" : null),
    lastRunMs: rubyTimeMs(fields.last_enqueue_time),
    nextRunMs: null,
    runs: stored.history.flatMap(runOf),
    watchedSinceMs: null,
    version: versionOf(CRON_FIELDS.filter((field) => field !== "last_enqueue_time").map((field) => fields[field])),
    runToken: fields.last_enqueue_time,
  };
}

export const isTrue = (text: string) => TRUE.test(text);

/** Where the entry's jobs go: of Active Job with the prefix that the entry names. */
export function queueOf(fields: StoredCron["fields"]): string {
  const queue = messageOf(fields.message).queue ?? "default";
  if (!isTrue(fields.active_job) || fields.queue_name_prefix === "") return queue;
  return `${fields.queue_name_prefix}${fields.queue_name_delimiter || "_"}${queue}`;
}

function messageOf(text: string): { queue: string | null; retry: string | null } {
  const value = parseJson(text)?.value;
  if (!(value instanceof Map)) return { queue: null, retry: null };
  const queue = value.get("queue");
  const retry = value.get("retry");
  return {
    queue: typeof queue === "string" && queue !== "" ? queue : null,
    retry: typeof retry === "boolean" ? String(retry) : retry instanceof JsonNumber ? retry.text : null,
  };
}

function runOf(line: string): CronRun[] {
  const value = parseJson(line)?.value;
  if (!(value instanceof Map)) return [];
  const jid = value.get("jid");
  const enqueued = value.get("enqueued");
  const atMs = rubyTimeMs(typeof enqueued === "string" ? enqueued : null);
  if (atMs === null) return [];
  return [
    { atMs, slotMs: null, jid: typeof jid === "string" ? jid : null, matched: false, kind: "unknown", became: null },
  ];
}
