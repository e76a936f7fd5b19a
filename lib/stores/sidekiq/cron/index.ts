import "server-only";
import { limits } from "@/lib/config/limits";
import type { CronEntry, CronResult } from "@/lib/domain/cron.schema";
import { decodeWatchRecord, withWatchRecord } from "@/lib/domain/cron-watch.schema";
import type { OwnKeys } from "@/lib/state/keys";
import type { Cron } from "@/lib/stores/port-cron";
import type { SidekiqContext } from "../context";
import { createProcessReads } from "../process-list";
import type { WriteContext } from "../write-context";
import { cronMembers, entryKey } from "./cron-keys";
import { cronEntryOf, readStored, type StoredCron } from "./cron-read";
import { removedEntries, restoreEntry } from "./cron-trash";
import { createCron as createCronJob, deleteCron, editCron, runCron } from "./cron-write";
import { readPeriodic } from "./periodic";
import { readSchedules, type StoredSchedule, scheduleEntryOf, scheduleNames } from "./scheduler-read";
import { createSchedule, deleteSchedule, editSchedule, runSchedule } from "./scheduler-write";
import { gone, refused } from "./shared";

const OLD_SET = "cron_jobs";
type Stored = { kind: "cron"; stored: StoredCron } | { kind: "schedule"; stored: StoredSchedule };

/** Schedules of sidekiq-cron, sidekiq-scheduler and, read alone, Sidekiq Enterprise. @param write null = nothing may be written */
export function createCron(ctx: SidekiqContext, own: OwnKeys, write: WriteContext | null): Cron {
  const { link } = ctx;
  const processes = createProcessReads(ctx);

  const readAll = () =>
    link.read(async (redis) => {
      const [members, names, periodic, kept] = await Promise.all([
        cronMembers(redis, ctx),
        scheduleNames(redis, ctx).catch(() => []),
        readPeriodic(redis, ctx),
        redis.hgetall(own.cronWatch).catch(() => ({})),
      ]);
      const [stored, schedules] = await Promise.all([
        readStored(redis, ctx, members),
        readSchedules(redis, ctx, own.cronRan, names),
      ]);
      const entries = [...stored.map(cronEntryOf), ...schedules.map(scheduleEntryOf), ...periodic];
      const records = new Map(Object.entries(kept));
      return entries.map((entry) => withWatchRecord(entry, decodeWatchRecord(records.get(entry.id) ?? null)));
    });

  /** As it is stored now; null when it is not, or cannot be written. */
  async function find(id: string): Promise<Stored | null> {
    const name = id.slice(2);
    if (id.startsWith("s:")) {
      const [stored] = await link.read((redis) => readSchedules(redis, ctx, own.cronRan, [name]));
      return stored ? { kind: "schedule", stored } : null;
    }
    if (!id.startsWith("c:")) return null;
    return link.read(async (redis) => {
      const member = (await cronMembers(redis, ctx)).find(({ key }) => key === entryKey(name));
      const [stored] = member ? await readStored(redis, ctx, [member]) : [];
      return stored ? { kind: "cron", stored } : null;
    });
  }

  async function change(
    id: string,
    onCron: (ctx: WriteContext, stored: StoredCron) => Promise<CronResult>,
    onSchedule: (ctx: WriteContext, stored: StoredSchedule) => Promise<CronResult>,
  ): Promise<CronResult> {
    if (write === null || id.startsWith("e:")) return refused(id, "read_only");
    const found = await find(id);
    if (found === null) return gone(id);
    return found.kind === "cron" ? onCron(write, found.stored) : onSchedule(write, found.stored);
  }

  return {
    async list() {
      const [entries, live, removed] = await Promise.all([
        readAll(),
        processes.list(),
        link.read((redis) => removedEntries(redis, own)).catch(() => []),
      ]);
      return {
        entries: entries.slice(0, limits.cronEntries),
        removed,
        total: entries.length,
        pollers: live.filter(({ quiet }) => !quiet).length,
        atMs: Date.now(),
        writable: write === null ? [] : (["sidekiq-cron", "sidekiq-scheduler"] as const).slice(),
      };
    },
    async entry(id) {
      return (await readAll()).find((entry: CronEntry) => entry.id === id) ?? null;
    },
    ...(write && {
      async create(request) {
        if (request.scheduler === "sidekiq-scheduler") return createSchedule(write, request);
        const members = await link.read((redis) => cronMembers(redis, ctx));
        return createCronJob(write, request, members.length > 0 && members.every(({ set }) => set === OLD_SET));
      },
      edit: (id, request) =>
        change(
          id,
          (to, stored) => editCron(to, stored, request),
          (to, stored) => editSchedule(to, stored, request),
        ),
      remove: (id, version) =>
        change(
          id,
          (to, stored) => deleteCron(to, stored, version),
          (to, stored) => deleteSchedule(to, stored, version),
        ),
      restore: (token) => restoreEntry(write, token),
      run: (id, request) =>
        change(
          id,
          (to, stored) => runCron(to, stored, request),
          (to, stored) => runSchedule(to, stored, request),
        ),
    }),
  };
}
