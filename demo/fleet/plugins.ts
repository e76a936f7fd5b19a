import { createHash, randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import { pushBuilt } from "./client";
import { editMembers } from "./members";
import { type BuiltJob, buildJob, type NewJob } from "./payload";
import { JobError, type Perform, type RunningJob } from "./process";

/** The account whose lock was left behind by a worker that was killed: every later sync of it is held back. */
export const STUCK_ACCOUNT = 4711;
const STUCK_FOR_MS = 3 * 3_600_000;
const ACCOUNTS = [101, 202, 303, 404, STUCK_ACCOUNT] as const;
/** Synced once, later: their locks are there from the start. */
const LATER_ACCOUNTS = [505, 606, 707, 808, 909] as const;
const LATER_STEP_MS = 11 * 60_000;
const SYNC_EVERY_MS = 4_000;
const BATCH_EVERY_MS = 4 * 60_000;
const BATCH_TTL_SEC = 3_600;

const SYNC = "Accounts::SyncJob";
const IMPORT = "Catalogue::ImportPageJob";
const IMAGE = "Catalogue::ResizeImageJob";

/** What the classes with plug-ins do; failures are the batch's to count. */
const RUNS: Readonly<Record<string, (job: RunningJob) => Promise<void>>> = {
  [SYNC]: (job) => pause(job, 2_000, 9_000),
  [IMPORT]: async (job) => {
    await pause(job, 3_000, 20_000);
    if (Math.random() < 0.2) throw new JobError("Catalogue::FeedError", `page ${job.args[0]}: price is missing`);
  },
  [IMAGE]: (job) => pause(job, 4_000, 25_000),
};

/** As the server middleware of sidekiq-unique-jobs and sidekiq-batch: locks go with their job, batches count it. */
export function withPlugins(redis: Redis, perform: Perform): Perform {
  return async (job) => {
    const { bid, digest } = namesIn(job.text);
    try {
      await (RUNS[job.class] ?? perform)(job);
    } catch (error) {
      if (bid && !job.signal.aborted) await redis.sadd(`BID-${bid}-failed`, job.jid);
      throw error;
    }
    if (job.signal.aborted) return;
    if (digest) await unlock(redis, digest, job.jid);
    if (bid) await finished(redis, bid, job.jid);
  };
}

/** Keeps pushing unique syncs and a nested batch now and then, until `stop`. */
export async function startPlugins(redis: Redis): Promise<{ stop(): void }> {
  await leaveLockBehind(redis);
  for (const [index, account] of LATER_ACCOUNTS.entries())
    await scheduleUnique(redis, account, (index + 1) * LATER_STEP_MS);
  await startBatch(redis);
  let turn = 0;
  const sync = () => {
    turn += 1;
    return pushUnique(redis, ACCOUNTS[turn % ACCOUNTS.length] ?? STUCK_ACCOUNT);
  };
  const timers = [
    setInterval(() => void sync().catch(() => {}), SYNC_EVERY_MS),
    setInterval(() => void startBatch(redis).catch(() => {}), BATCH_EVERY_MS),
  ];
  return { stop: () => timers.forEach(clearInterval) };
}

const syncOf = (account: number): NewJob => ({ class: SYNC, queue: "low", args: JSON.stringify([account]) });
const digestOf = (account: number) =>
  `uniquejobs:${createHash("md5")
    .update(
      JSON.stringify([
        ["class", SYNC],
        ["lock_args", [account]],
        ["queue", "low"],
      ]),
    )
    .digest("hex")}`;

/** Nothing is pushed while another job holds the lock, as `on_conflict: :log` has it. */
async function pushUnique(redis: Redis, account: number): Promise<void> {
  const digest = digestOf(account);
  const job = locked(buildJob(syncOf(account)), digest);
  if (!(await lock(redis, digest, job.jid, account, Date.now()))) return;
  await pushBuilt(redis, [job]);
}

/** The gem scores the lock of a scheduled job with the time the job is due. */
async function scheduleUnique(redis: Redis, account: number, inMs: number): Promise<void> {
  const digest = digestOf(account);
  const job = locked(buildJob(syncOf(account)), digest);
  if (!(await lock(redis, digest, job.jid, account, Date.now()))) return;
  const due = String((Date.now() + inMs) / 1_000);
  await redis.multi().zadd("uniquejobs:digests", due, digest).zadd("schedule", due, job.text).exec();
}

function locked(job: BuiltJob, digest: string): BuiltJob {
  const fields = { lock: '"until_executed"', on_conflict: '"log"', lock_digest: JSON.stringify(digest) };
  return { ...job, text: editMembers(job.text, fields) };
}

async function leaveLockBehind(redis: Redis): Promise<void> {
  const digest = digestOf(STUCK_ACCOUNT);
  await lock(redis, digest, buildJob(syncOf(STUCK_ACCOUNT)).jid, STUCK_ACCOUNT, Date.now() - STUCK_FOR_MS);
}

async function lock(redis: Redis, digest: string, jid: string, account: number, atMs: number): Promise<boolean> {
  if ((await redis.hlen(`${digest}:LOCKED`)) > 0) return false;
  const stamp = String(atMs / 1_000);
  const info = { worker: SYNC, queue: "low", limit: null, timeout: 0, ttl: null, type: "until_executed" };
  await redis
    .multi()
    .set(digest, jid)
    .hset(`${digest}:LOCKED`, jid, stamp)
    .set(`${digest}:INFO`, JSON.stringify({ ...info, lock_args: [account], time: atMs / 1_000 }))
    .zadd("uniquejobs:digests", stamp, digest)
    .exec();
  return true;
}

async function unlock(redis: Redis, digest: string, jid: string): Promise<void> {
  if ((await redis.hdel(`${digest}:LOCKED`, jid)) === 0) return;
  await redis.multi().unlink(digest, `${digest}:INFO`).zrem("uniquejobs:digests", digest).exec();
}

/** A batch of pages with a batch of images inside it. */
async function startBatch(redis: Redis): Promise<void> {
  const outer = randomBytes(10).toString("base64url");
  const inner = randomBytes(10).toString("base64url");
  const page = (number: number): NewJob => ({ class: IMPORT, queue: "low", retry: 2, args: JSON.stringify([number]) });
  const image = (number: number): NewJob => ({ class: IMAGE, queue: "low", args: JSON.stringify([`img-${number}`]) });
  const pages = Array.from({ length: 24 }, (_, index) => inBatch(buildJob(page(index + 1)), outer));
  const images = Array.from({ length: 10 }, (_, index) => inBatch(buildJob(image(index + 1)), inner));
  await writeBatch(redis, outer, "Catalogue import", pages, { children: 1 });
  await writeBatch(redis, inner, "Images of the catalogue", images, { parent_bid: outer });
  const callback = { callback: "Catalogue::ImportCallbacks", opts: { notify: "#catalogue" } };
  await redis.sadd(`BID-${outer}-callbacks-success`, JSON.stringify(callback));
  await redis.expire(`BID-${outer}-callbacks-success`, BATCH_TTL_SEC);
  await pushBuilt(redis, [...pages, ...images]);
}

function inBatch(job: BuiltJob, bid: string): BuiltJob {
  return { ...job, text: editMembers(job.text, { bid: JSON.stringify(bid) }) };
}

async function writeBatch(
  redis: Redis,
  bid: string,
  description: string,
  jobs: readonly BuiltJob[],
  more: Record<string, string | number>,
): Promise<void> {
  const counts = { created_at: Date.now() / 1_000, total: jobs.length, pending: jobs.length };
  await redis
    .multi()
    .hset(`BID-${bid}`, { description, ...counts, ...more })
    .sadd(`BID-${bid}-jids`, ...jobs.map(({ jid }) => jid))
    .expire(`BID-${bid}`, BATCH_TTL_SEC)
    .expire(`BID-${bid}-jids`, BATCH_TTL_SEC)
    .exec();
}

async function finished(redis: Redis, bid: string, jid: string): Promise<void> {
  const replies = await redis
    .multi()
    .hincrby(`BID-${bid}`, "pending", -1)
    .srem(`BID-${bid}-failed`, jid)
    .srem(`BID-${bid}-jids`, jid)
    .scard(`BID-${bid}-failed`)
    .exec();
  const [pending, failed] = [replies?.[0]?.[1], replies?.[3]?.[1]];
  if (pending === failed) await redis.hset(`BID-${bid}`, "complete", "true");
  if (pending === 0) await redis.hset(`BID-${bid}`, "success", "true");
  await redis.expire(`BID-${bid}`, BATCH_TTL_SEC);
}

function namesIn(text: string): { bid: string | null; digest: string | null } {
  const payload: unknown = JSON.parse(text);
  if (typeof payload !== "object" || payload === null) return { bid: null, digest: null };
  const { bid, lock_digest: digest } = payload as Record<string, unknown>;
  return { bid: typeof bid === "string" ? bid : null, digest: typeof digest === "string" ? digest : null };
}

async function pause(job: RunningJob, lowMs: number, highMs: number): Promise<void> {
  const ms = lowMs + Math.random() * (highMs - lowMs);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    job.signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
