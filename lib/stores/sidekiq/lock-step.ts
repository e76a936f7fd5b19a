import "server-only";
import { numberValue, type PayloadScan, scanPayload, stringValue, valueText } from "./payload-scan";

/**
 * The unique lock a payload names (sidekiq-unique-jobs), taken from `lock_digest` and never computed: a
 * while-executing lock carries `:RUN` behind it, which is no part of the keys a queued job holds.
 */
export interface LockInfo {
  readonly digest: string;
  readonly jid: string;
  readonly type: string;
  readonly limit: number;
  /** Milliseconds, or null for a lock without end. */
  readonly ttlMs: number | null;
}

export interface LockStep extends LockInfo {
  /**
   * release: let go what this jid holds · take: refuse when another holds it, else take it · expire: take it until its
   * time is over · check: refuse only · give_back: let go what this jid took at `stamp`
   */
  readonly mode: "release" | "take" | "expire" | "check" | "give_back";
  readonly stamp?: string;
}

const RUN = ":RUN";
const ONLY_WHILE_RUNNING = new Set([
  "while_executing",
  "around_perform",
  "while_busy",
  "while_working",
  "while_executing_reject",
]);

export function lockOf(bytes: Buffer, scan: PayloadScan): LockInfo | null {
  const digest = stringValue(bytes, scan, "lock_digest") ?? stringValue(bytes, scan, "unique_digest");
  if (!digest) return null;
  const type = stringValue(bytes, scan, "lock") ?? stringValue(bytes, scan, "unique") ?? "";
  const limit = numberValue(bytes, scan, "lock_limit");
  const ttlSec = numberValue(bytes, scan, "lock_ttl");
  return {
    digest: digest.endsWith(RUN) ? digest.slice(0, -RUN.length) : digest,
    jid: stringValue(bytes, scan, "jid") ?? "",
    type: digest.endsWith(RUN) && type === "" ? "while_executing" : type,
    limit: limit !== null && limit >= 1 ? Math.floor(limit) : 1,
    ttlMs: ttlSec !== null && ttlSec > 0 && ttlSec < 1e10 ? Math.floor(ttlSec * 1_000) : null,
  };
}

/** For a job that leaves for good. An until_expired lock outlives its job on purpose. */
export function lockToRelease(lock: LockInfo | null): LockStep | null {
  return lock && lock.jid !== "" && lock.type !== "until_expired" ? { ...lock, mode: "release" } : null;
}

/** For a job that comes from where it may hold no lock (a set, the trash): a worker would drop it while another holds it. */
export function lockToTake(lock: LockInfo | null, ignore: boolean): LockStep | null {
  if (!lock || ignore || ONLY_WHILE_RUNNING.has(lock.type)) return null;
  if (lock.jid === "") return { ...lock, mode: "check" };
  if (lock.type !== "until_expired") return { ...lock, mode: "take" };
  return { ...lock, mode: lock.ttlMs === null ? "check" : "expire" };
}

/** For a job whose push is undone: the lock it took with it has the time of its `enqueued_at`, one it had before has not. */
export function lockToGiveBack(lock: LockInfo | null, pushed: Buffer): LockStep | null {
  const scan = scanPayload(pushed);
  const member = scan.ok ? scan.last.get("enqueued_at") : undefined;
  return lock && lock.jid !== "" && member ? { ...lock, mode: "give_back", stamp: valueText(pushed, member) } : null;
}
