import "server-only";
import { limits } from "@/lib/config/limits";
import type { CronEntry, CronRun } from "@/lib/domain/cron.schema";
import { type CronWatchRecord, decodeWatchRecord } from "@/lib/domain/cron-watch.schema";
import type { RedisLink } from "@/lib/redis/link";
import type { OwnKeys } from "@/lib/state/keys";
import type { Store } from "@/lib/stores/port";
import { judge } from "./cron-judge";
import { jobOfRun } from "./job-of-run";
import { isOwnRun } from "./judging";

/** What the watch knows outlives a weekend without Signalbox. */
const TTL_MS = 30 * 86_400_000;
/** Jobs looked up in one step; a look may go through thousands of entries. */
const LOOKS_MAX = 3;
const LOOK_AFTER_MS = 20_000;
const LOOK_AGAIN_MS = 60_000;
/** For how long the job of a run without a jid is looked for. */
const LOOK_FOR_MS = 10 * LOOK_AGAIN_MS;

export interface CronWatchOptions {
  readonly link: RedisLink;
  readonly keys: OwnKeys;
  readonly store: () => Store;
  /** Of all replicas one watches. */
  readonly lead: () => Promise<boolean>;
  readonly onError: (error: unknown) => void;
}

/** Remembers from now on how the runs of every entry stood to their ticks, and what became of their jobs. */
export function createCronWatch({ link, keys, store, lead, onError }: CronWatchOptions) {
  const looked = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let stopped = false;

  async function step(nowMs = Date.now()): Promise<boolean> {
    const { cron, present } = store();
    if (!cron || !(await present()).has("cron") || !(await lead())) return false;
    const { entries } = await cron.list();
    const [kept, ran] = await link.read((redis) =>
      Promise.all([redis.hgetall(keys.cronWatch), redis.hgetall(keys.cronRan)]),
    );
    const [records, byHand] = [new Map(Object.entries(kept)), new Map(Object.entries(ran))];
    const changes: string[] = [];
    let looks = LOOKS_MAX;
    for (const entry of entries) {
      const text = records.get(entry.id) ?? null;
      const before = decodeWatchRecord(text);
      const own = (before?.runs ?? []).filter(({ kind }) => kind === "missed");
      const seen = entry.runs.filter(({ kind }) => kind !== "missed").slice(0, 10);
      const asked = byHand.get(entry.id)?.split(" ")[1] ?? null;
      let record = judge(
        before,
        entry,
        seen.filter((run) => !own.includes(run)),
        nowMs,
        asked,
      );
      const unlinked =
        looks > 0 && entry.scheduler === "sidekiq-scheduler" ? toLink(record, entry.id, nowMs) : undefined;
      if (unlinked !== undefined) {
        looks -= 1;
        looked.set(linkKey(entry.id, unlinked), nowMs);
        const jid = await jobOfRun(store(), entry, unlinked, entries);
        const linked = record.runs.map((run) =>
          run === unlinked && jid !== null ? { ...run, jid, matched: true } : run,
        );
        record = { ...record, runs: linked };
      }
      if (looks > 0) {
        const run = toLookAt(record, nowMs);
        if (run?.jid) {
          looks -= 1;
          looked.set(run.jid, nowMs);
          record = await withOutcome(store(), record, run);
        }
      }
      const written = JSON.stringify(record);
      if (differs(before, record)) changes.push(entry.id, written);
    }
    await keep(entries, changes, records);
    for (const [jid, atMs] of looked) if (nowMs - atMs > LOOK_FOR_MS) looked.delete(jid);
    return true;
  }

  function toLookAt({ runs }: CronWatchRecord, nowMs: number): CronRun | undefined {
    return runs.find(
      ({ jid, atMs, became }) =>
        jid !== null &&
        (became === null || became === "running" || became === "waiting") &&
        nowMs - atMs > LOOK_AFTER_MS &&
        nowMs - (looked.get(jid) ?? 0) > LOOK_AGAIN_MS,
    );
  }

  function toLink({ runs }: CronWatchRecord, id: string, nowMs: number): CronRun | undefined {
    return runs.find(
      (run) =>
        run.jid === null &&
        isOwnRun(run) &&
        nowMs - run.atMs < LOOK_FOR_MS &&
        // A process tells of what it runs every ten seconds: at first it is looked for each time.
        (nowMs - run.atMs < LOOK_AGAIN_MS || nowMs - (looked.get(linkKey(id, run)) ?? 0) > LOOK_AGAIN_MS),
    );
  }

  async function keep(entries: readonly CronEntry[], changes: readonly string[], records: ReadonlyMap<string, string>) {
    const there = new Set(entries.map(({ id }) => id));
    const gone = [...records.keys()].filter((id) => !there.has(id));
    if (changes.length + gone.length === 0) return;
    await link.write(async (redis) => {
      const pipeline = redis.pipeline();
      if (changes.length > 0) pipeline.hset(keys.cronWatch, ...changes);
      if (gone.length > 0) pipeline.hdel(keys.cronWatch, ...gone);
      await pipeline.pexpire(keys.cronWatch, TTL_MS).exec();
    });
  }

  const loop = () => {
    if (stopped) return;
    running = step().catch(onError);
    timer = setTimeout(() => void running.then(loop), limits.sampleEveryMs);
    timer.unref();
  };

  return {
    step,
    start: loop,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

const linkKey = (id: string, { atMs }: CronRun) => `${id} ${atMs}`;

/** Where a run's job is; when the next one came while it still ran, that one overlapped it. */
async function withOutcome(store: Store, record: CronWatchRecord, run: CronRun): Promise<CronWatchRecord> {
  const found = await store.reader.find(run.jid ?? "", { hint: null, cursor: null });
  const kind = found.places.at(0)?.place.kind;
  if (kind === undefined && !found.complete) return record;
  const became: CronRun["became"] = kind === "queue" ? "waiting" : kind === "scheduled" ? "retry" : (kind ?? "left");
  const next = record.runs[record.runs.indexOf(run) - 1];
  const runs = record.runs.map((each) => {
    if (each === run) return { ...each, became };
    return each === next && became === "running" && each.kind === "on_time"
      ? { ...each, kind: "overlap" as const }
      : each;
  });
  return { ...record, runs };
}

function differs(before: CronWatchRecord | null, after: CronWatchRecord): boolean {
  if (before === null || before.schedule !== after.schedule) return true;
  // How far it was compared is written now and then, not every ten seconds.
  const told = ({ runs, dues }: CronWatchRecord) => JSON.stringify([runs, dues]);
  return after.untilMs - before.untilMs > 60_000 || told(before) !== told(after);
}
