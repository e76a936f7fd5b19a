import "server-only";
import { parseCronish } from "@/lib/domain/cron/parse";
import { previousTick } from "@/lib/domain/cron/ticks";
import { UTC } from "@/lib/domain/cron/zone";
import type { CronCreateRequest, CronEditRequest, CronResult, CronRunRequest } from "@/lib/domain/cron.schema";
import type { WriteContext } from "../write-context";
import { entryKey } from "./cron-keys";
import { CRON_FIELDS, type CronField, cronEntryOf, isTrue, queueOf, type StoredCron } from "./cron-read";
import { trashed } from "./cron-trash";
import { activeJobItem, plainItem, stampedParts, withArgument } from "./job-text";
import { editObject, isArrayText, memberText } from "./json-edit";
import { CronSteps, changeCron } from "./script";
import { gone, newJid, refused, resultOf } from "./shared";

const OLD_SET = "cron_jobs";
/** How long it is known which run a person asked for. */
export const RAN_TTL_MS = 7 * 86_400_000;

interface Keys {
  hash: string;
  set: string;
  enqueued: string;
  history: string;
}

function keysOf({ keys }: WriteContext, id: string, set: string): Keys {
  const hash = keys.any(entryKey(id));
  return { hash, set: keys.any(set), enqueued: `${hash}:enqueued`, history: `${hash}:jid_history` };
}

/** The `Job.create` of a process that has not loaded the class. @param old whether the store has the keys of 1.x alone */
export async function createCron(ctx: WriteContext, request: CronCreateRequest, old: boolean): Promise<CronResult> {
  const namespace = old ? null : (request.namespace ?? "default");
  const id = namespace === null ? request.name : `${namespace}:${request.name}`;
  const slot = slotBefore(request.schedule.text);
  if (request.schedule.kind !== "cron" || slot === null) return refused(`c:${id}`, "invalid_schedule");
  if (!isArrayText(request.args)) return refused(`c:${id}`, "invalid_args");
  const queue = JSON.stringify(request.queue ?? "default");
  const fields: Partial<Record<CronField, string>> = {
    name: request.name,
    ...(namespace === null ? {} : { namespace }),
    klass: request.class,
    cron: request.schedule.text,
    description: request.description ?? "",
    source: "dynamic",
    args: request.args,
    date_as_argument: "0",
    message: `{"queue":${queue},"class":${JSON.stringify(request.class)},"args":${request.args}}`,
    status: request.enabled ? "enabled" : "disabled",
    active_job: request.activeJob ? "1" : "0",
    queue_name_prefix: "",
    queue_name_delimiter: "",
    retry: "",
    last_enqueue_time: "",
    symbolize_args: "0",
  };
  const keys = keysOf(ctx, id, namespace === null ? OLD_SET : `cron_jobs:${namespace}`);
  const steps = new CronSteps()
    .add("type", keys.set, "set")
    .add("type", keys.enqueued, "zset")
    .add("lacks", keys.hash)
    .add("sadd", keys.set, entryKey(id))
    .add("hset", keys.hash, ...Object.entries(fields).flat())
    .add("first", keys.enqueued, slot);
  return run(ctx, `c:${id}`, steps);
}

export async function editCron(ctx: WriteContext, stored: StoredCron, request: CronEditRequest): Promise<CronResult> {
  const id = `c:${stored.id}`;
  const stale = problemOf(stored, request.version);
  if (stale) return stale;
  const { fields } = stored;
  const changes: Partial<Record<CronField, string>> = {};
  if (request.schedule && request.schedule.text !== fields.cron) {
    if (request.schedule.kind !== "cron" || slotBefore(request.schedule.text) === null)
      return refused(id, "invalid_schedule");
    changes.cron = request.schedule.text;
  }
  if (request.args !== undefined) {
    if (!isArrayText(request.args)) return refused(id, "invalid_args");
    changes.args = request.args;
  }
  if (request.class !== undefined) changes.klass = request.class;
  if (request.description !== undefined) changes.description = request.description ?? "";
  if (request.activeJob !== undefined) changes.active_job = request.activeJob ? "1" : "0";
  if (request.enabled !== undefined) changes.status = request.enabled ? "enabled" : "disabled";
  // A worker that has not loaded the class pushes the message, one that has takes class and arguments from the fields.
  const template = {
    ...(request.queue !== undefined && { queue: JSON.stringify(request.queue ?? "default") }),
    ...(request.class !== undefined && { class: JSON.stringify(request.class) }),
    ...(request.args !== undefined && { args: request.args }),
  };
  if (Object.keys(template).length > 0) {
    const message = editObject(fields.message || "{}", template);
    if (message === null) return refused(id, "broken");
    changes.message = message;
  }
  if (Object.keys(changes).length === 0) return resultOf(id, "d");
  const keys = keysOf(ctx, stored.id, stored.set);
  const steps = unchanged(keys, stored).add("hset", keys.hash, ...Object.entries(changes).flat());
  return run(ctx, id, steps);
}

/** `Job#destroy`, but that the keys are kept elsewhere for a day. */
export async function deleteCron(ctx: WriteContext, stored: StoredCron, version: string): Promise<CronResult> {
  const id = `c:${stored.id}`;
  const keys = keysOf(ctx, stored.id, stored.set);
  if (cronEntryOf(stored).version !== version) return refused(id, "changed");
  const steps = stored.problem === null ? unchanged(keys, stored) : new CronSteps();
  steps.add("type", keys.set, "set");
  const undo = trashed(ctx, steps, cronEntryOf(stored), { ...keys, set: stored.set });
  const result = await run(ctx, id, steps);
  return result.status === "done" && stored.problem !== "gone" ? { ...result, undo } : result;
}

/** `Job#enqueue!`: the job, then when it was and which, all in one step and only when it has not run meanwhile. */
export async function runCron(ctx: WriteContext, stored: StoredCron, request: CronRunRequest): Promise<CronResult> {
  const id = `c:${stored.id}`;
  if (stored.problem === "gone") return gone(id);
  const { fields } = stored;
  if (stored.problem !== null || fields.klass === "") return refused(id, "broken");
  if (fields.last_enqueue_time !== request.runToken) return refused(id, "ran");
  const given = request.args ?? (fields.args || "[]");
  // Text that is no array is one argument, as in the gem.
  const array = isArrayText(given) ? given : request.args === undefined ? JSON.stringify([given]) : null;
  if (array === null) return refused(id, "invalid_args");
  const now = new Date();
  const args = isTrue(fields.date_as_argument) ? withArgument(array, String(now.getTime() / 1000)) : array;
  const active = request.activeJob ?? isTrue(fields.active_job);
  const queue = queueOf(fields);
  if (queue.startsWith("sq|")) return refused(id, "broken");
  const item = active
    ? activeJobItem({ class: fields.klass, queue, description: fields.description || null, args })
    : plainItem(fields.message || "{}", { args, queue: JSON.stringify(queue), class: classOf(fields) });
  if (item === null) return refused(id, "broken");
  const jid = newJid();
  const keys = keysOf(ctx, stored.id, stored.set);
  const second = now.toISOString().slice(0, 19).replace("T", " ");
  const steps = new CronSteps()
    .add("type", keys.history, "list")
    .add("type", ctx.keys.queues, "set")
    .add("type", ctx.keys.queue(queue), "list")
    .add("has", keys.hash)
    .add("ran", keys.hash, "last_enqueue_time", request.runToken);
  steps
    .add(
      "push",
      ctx.keys.queues,
      queue,
      steps.index(ctx.keys.queue(queue)),
      (await ctx.liveUnit()) ?? "s",
      ...stampedParts(item, jid),
    )
    .add("hset", keys.hash, "last_enqueue_time", uniqueSecond(second, request.runToken))
    .add("history", keys.history, JSON.stringify({ jid, enqueued: `${second} UTC` }))
    .add("hset", ctx.own.cronRan, id, `${now.getTime()} ${jid}`)
    .add("expire", ctx.own.cronRan, RAN_TTL_MS);
  const result = await run(ctx, id, steps);
  return result.status === "done" ? { ...result, jid, queue } : result;
}

/** The class that a worker which has not loaded it would run: the template's, as in the gem. */
const classOf = (fields: StoredCron["fields"]) => memberText(fields.message, "class") ?? JSON.stringify(fields.klass);

/** Two runs within a second would look like one to whoever compares: the second one is noted a second later. */
function uniqueSecond(second: string, before: string): string {
  const text = `${second} +0000`;
  if (text !== before) return text;
  return `${new Date(Date.parse(`${second.replace(" ", "T")}Z`) + 1000).toISOString().slice(0, 19).replace("T", " ")} +0000`;
}

function unchanged(keys: Keys, { fields }: StoredCron): CronSteps {
  const steps = new CronSteps().add("type", keys.hash, "hash").add("has", keys.hash);
  for (const field of CRON_FIELDS) {
    if (field !== "last_enqueue_time") steps.add("is", keys.hash, field, fields[field]);
  }
  return steps;
}

function problemOf(stored: StoredCron, version: string): CronResult | null {
  const id = `c:${stored.id}`;
  if (stored.problem === "gone") return gone(id);
  if (stored.problem !== null) return refused(id, "broken");
  return cronEntryOf(stored).version === version ? null : refused(id, "changed");
}

/** The tick before now as the gem notes it, so that a new entry does not fire for it; null when there is no reading it. */
function slotBefore(text: string): string | null {
  const cron = parseCronish(text);
  const tick = cron && previousTick(cron, Date.now(), UTC);
  return tick === null ? null : `${new Date(tick).toISOString().slice(0, 19)}Z`;
}

async function run(ctx: WriteContext, id: string, steps: CronSteps): Promise<CronResult> {
  return resultOf(id, await ctx.link.run(changeCron, steps.keys, steps.args));
}
