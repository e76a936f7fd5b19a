import "server-only";
import { readSchedule } from "@/lib/domain/cron/schedule";
import type {
  CronCreateRequest,
  CronEditRequest,
  CronResult,
  CronRunRequest,
  CronSchedule,
} from "@/lib/domain/cron.schema";
import { parseJson } from "../payload-parse";
import type { WriteContext } from "../write-context";
import { trashed } from "./cron-trash";
import { RAN_TTL_MS } from "./cron-write";
import { activeJobItem, plainItem, stampedParts, withArgument } from "./job-text";
import { editObject, isArrayText, memberText } from "./json-edit";
import { KINDS, SCHEDULER, type StoredSchedule, scheduleEntryOf } from "./scheduler-read";
import { CronSteps, changeCron } from "./script";
import { newJid, refused, resultOf } from "./shared";

/** What `sanitize_job_config` takes out of a spec before it is pushed. */
const METADATA = ["description", "at", "cron", "every", "in", "interval", "enabled", "include_metadata"];

/** `Sidekiq.set_schedule` of a name that is not there. */
export async function createSchedule(ctx: WriteContext, request: CronCreateRequest): Promise<CronResult> {
  const id = `s:${request.name}`;
  if (!readable(request.schedule)) return refused(id, "invalid_schedule");
  if (!isArrayText(request.args)) return refused(id, "invalid_args");
  const spec = editObject("{}", {
    [request.schedule.kind]: JSON.stringify(request.schedule.text),
    class: JSON.stringify(request.class),
    args: request.args,
    queue: request.queue === null ? null : JSON.stringify(request.queue),
    description: request.description === null ? null : JSON.stringify(request.description),
    enabled: request.enabled ? null : "false",
  });
  const key = ctx.keys.any(SCHEDULER.schedules);
  const steps = new CronSteps()
    .add("type", key, "hash")
    .add("free", key, request.name)
    .add("hset", key, request.name, spec ?? "{}");
  // Left over from an entry of the same name, it would count before the new one.
  steps.add("hdel", ctx.keys.any(SCHEDULER.states), request.name);
  return run(ctx, id, changed(ctx, steps, request.name));
}

export async function editSchedule(
  ctx: WriteContext,
  stored: StoredSchedule,
  request: CronEditRequest,
): Promise<CronResult> {
  const id = `s:${stored.name}`;
  const entry = scheduleEntryOf(stored);
  if (entry.version !== request.version) return refused(id, "changed");
  const edits: Record<string, string | null> = {};
  const { schedule, args } = request;
  if (schedule && (schedule.kind !== entry.schedule?.kind || schedule.text !== entry.schedule.text)) {
    if (!readable(schedule)) return refused(id, "invalid_schedule");
    for (const kind of KINDS) edits[kind] = null;
    edits[schedule.kind] = withOptions(stored.spec, schedule);
  }
  if (args !== undefined && !isArrayText(args)) return refused(id, "invalid_args");
  if (args !== undefined) edits.args = args;
  if (request.class !== undefined) edits.class = JSON.stringify(request.class);
  if (request.queue !== undefined) edits.queue = request.queue === null ? null : JSON.stringify(request.queue);
  if (request.description !== undefined) {
    edits.description = request.description === null ? null : JSON.stringify(request.description);
  }
  const steps = unchanged(ctx, stored);
  if (Object.keys(edits).length > 0) {
    const spec = editObject(stored.spec, edits);
    if (spec === null) return refused(id, "broken");
    changed(ctx, steps.add("hset", ctx.keys.any(SCHEDULER.schedules), stored.name, spec), stored.name);
  }
  if (request.enabled !== undefined && request.enabled !== entry.enabled) {
    const state = editObject(stored.state || "{}", { enabled: String(request.enabled) });
    steps.add("hset", ctx.keys.any(SCHEDULER.states), stored.name, state ?? `{"enabled":${request.enabled}}`);
  }
  return run(ctx, id, steps);
}

/** `Sidekiq.remove_schedule`: what else the gem keeps of it stays, as when the gem removes it. */
export async function deleteSchedule(ctx: WriteContext, stored: StoredSchedule, version: string): Promise<CronResult> {
  const id = `s:${stored.name}`;
  if (scheduleEntryOf(stored).version !== version) return refused(id, "changed");
  const steps = unchanged(ctx, stored);
  const undo = trashed(ctx, steps, scheduleEntryOf(stored), { spec: stored.spec, state: stored.state });
  steps.add("hdel", ctx.keys.any(SCHEDULER.schedules), stored.name);
  const result = await run(ctx, id, changed(ctx, steps, stored.name));
  return result.status === "done" ? { ...result, undo } : result;
}

/** The gem's own "enqueue now": it notes nothing of it, so Signalbox does, in a key of its own. */
export async function runSchedule(
  ctx: WriteContext,
  stored: StoredSchedule,
  request: CronRunRequest,
): Promise<CronResult> {
  const id = `s:${stored.name}`;
  const entry = scheduleEntryOf(stored);
  if (entry.problem === "unreadable" || entry.class === null) return refused(id, "broken");
  if (request.runToken !== stored.ran) return refused(id, "ran");
  const active = request.activeJob ?? entry.activeJob;
  const now = Date.now();
  const args = argsOf(request.args ?? memberText(stored.spec, "args") ?? "[]", active);
  if (args === null) return refused(id, "invalid_args");
  const given = entry.dateAsArgument ? withArgument(args, `{"scheduled_at":${now / 1000}}`) : args;
  const queue = entry.queue ?? "default";
  if (queue.startsWith("sq|")) return refused(id, "broken");
  const plain = editObject(stored.spec, Object.fromEntries(METADATA.map((key) => [key, null]))) ?? "{}";
  const item = active
    ? activeJobItem({ class: entry.class, queue, description: null, args: given })
    : plainItem(plain, { class: JSON.stringify(entry.class), args: given, queue: JSON.stringify(queue) });
  if (item === null) return refused(id, "broken");
  const jid = newJid();
  const own = ctx.own.cronRan;
  const steps = unchanged(ctx, stored)
    .add("type", ctx.keys.queues, "set")
    .add("type", ctx.keys.queue(queue), "list")
    .add("ran", own, id, request.runToken);
  steps
    .add(
      "push",
      ctx.keys.queues,
      queue,
      steps.index(ctx.keys.queue(queue)),
      (await ctx.liveUnit()) ?? "s",
      ...stampedParts(item, jid),
    )
    .add("hset", own, id, `${now} ${jid}`)
    .add("expire", own, RAN_TTL_MS);
  const result = await run(ctx, id, steps);
  return result.status === "done" ? { ...result, jid, queue } : result;
}

/** As the gem takes them: a single value is one argument, an object is only for Active Job. */
function argsOf(text: string, active: boolean): string | null {
  if (isArrayText(text)) return text;
  const value = parseJson(text)?.value;
  if (value === undefined || value === null) return value === null ? "[]" : null;
  return value instanceof Map && !active ? null : `[${text}]`;
}

function readable(schedule: CronSchedule): boolean {
  if (schedule.kind === "at") return Number.isFinite(Date.parse(schedule.text));
  if (schedule.kind === "in") return readSchedule("sidekiq-scheduler", { ...schedule, kind: "every" }) !== null;
  return readSchedule("sidekiq-scheduler", schedule) !== null;
}

/** `["30s", {"first_in": "0s"}]` keeps its options when only the text changes. */
function withOptions(spec: string, { kind, text }: CronSchedule): string {
  const before = parseJson(spec)?.value;
  const value = before instanceof Map ? before.get(kind) : undefined;
  const written = memberText(spec, kind);
  if (!Array.isArray(value) || value.length < 2 || written === null) return JSON.stringify(text);
  const rest = written.slice(written.indexOf(",", written.indexOf(JSON.stringify(value[0]).slice(1, -1))));
  return `[${JSON.stringify(text)}${rest}`;
}

function unchanged(ctx: WriteContext, stored: StoredSchedule): CronSteps {
  const key = ctx.keys.any(SCHEDULER.schedules);
  const states = ctx.keys.any(SCHEDULER.states);
  return new CronSteps()
    .add("type", key, "hash")
    .add("type", states, "hash")
    .add("type", ctx.keys.any(SCHEDULER.changed), "zset")
    .add("holds", key, stored.name)
    .add("is", key, stored.name, stored.spec)
    .add("is", states, stored.name, stored.state);
}

/** Tells workers with dynamic schedules, which ask every five seconds. */
function changed({ keys }: WriteContext, steps: CronSteps, name: string): CronSteps {
  return steps.add("now", keys.any(SCHEDULER.changed), name);
}

async function run(ctx: WriteContext, id: string, steps: CronSteps): Promise<CronResult> {
  return resultOf(id, await ctx.link.run(changeCron, steps.keys, steps.args));
}
