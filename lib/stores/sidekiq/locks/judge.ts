import "server-only";
import type { LockEntry, LockVerdict } from "@/lib/domain/lock.schema";
import { parseUniquenessKey } from "./uniqueness";

/** Where a job was met; null place = somewhere it lives. */
export interface Sighting {
  readonly place: string | null;
  readonly class: string | null;
}

/** What a walk through the store met. */
export interface Sightings {
  see(place: string, bytes: Buffer): void;
  /** By jid, or by the key of an Active Job's lock. */
  of(id: string): Sighting | null;
  /** Whether a living job of this underscored class was met. */
  classSeen(path: string): boolean;
}

/** A dead job needs no lock. */
export const isAlive = (seen: Sighting | null) => seen !== null && seen.place !== "dead";

/** A lock this young may belong to a push that is not finished. */
const YOUNG_MS = 30_000;
const RUNTIME = ":runtime";

/** What the sightings say of one lock. */
export function judge(lock: LockEntry, sightings: Sightings, startedMs: number): LockVerdict {
  const base = { digest: lock.digest, token: lock.token, missing: [], jid: null, place: null, class: lock.class };
  if (lock.kind === "active_job") return judgeActiveJob(lock, sightings, base);
  if (lock.problem === "wrong_type") return { ...base, verdict: "unknown", evidence: "wrong_type" };
  if (lock.kind === "expiring" || lock.info?.type === "until_expired") {
    return { ...base, verdict: "live", evidence: "until_expired" };
  }
  if (lock.holderTotal > lock.holders.length) return { ...base, verdict: "unknown", evidence: "many_holders" };
  const jids = lock.holders.map(({ jid }) => jid);
  const met = [...jids, ...lock.waiting].map((jid) => ({ jid, seen: sightings.of(jid) }));
  const living = met.find(({ seen }) => isAlive(seen));
  const missing = met.filter(({ jid, seen }) => jids.includes(jid) && !isAlive(seen));
  const absent = missing.map(({ jid }) => jid);
  if (living) {
    const found = {
      ...base,
      jid: living.jid,
      place: living.seen?.place ?? null,
      class: living.seen?.class ?? base.class,
    };
    if (jids.length > 1 && absent.length > 0 && absent.length < jids.length && !young(lock, startedMs)) {
      return { ...found, verdict: "orphaned", evidence: "some_nowhere", missing: absent };
    }
    return { ...found, verdict: "live", evidence: "found" };
  }
  if (jids.length === 0) return { ...base, verdict: "unknown", evidence: "no_holder" };
  if (young(lock, startedMs)) return { ...base, verdict: "live", evidence: "just_taken" };
  const dead = met.find(({ seen }) => seen?.place === "dead");
  if (dead) {
    const { jid, seen } = dead;
    return {
      ...base,
      verdict: "orphaned",
      evidence: "dead",
      missing: absent,
      jid,
      place: "dead",
      class: seen?.class ?? base.class,
    };
  }
  return { ...base, verdict: "orphaned", evidence: "nowhere", missing: absent };
}

/** The lock names no job: it is live when a job would hold just this key, and orphaned when no job of its class is anywhere. */
function judgeActiveJob(
  lock: LockEntry,
  sightings: Sightings,
  base: Omit<LockVerdict, "verdict" | "evidence">,
): LockVerdict {
  const path = parseUniquenessKey(lock.digest)?.path ?? "";
  const key = lock.digest.endsWith(RUNTIME) ? lock.digest.slice(0, -RUNTIME.length) : lock.digest;
  const seen = sightings.of(key);
  if (seen)
    return { ...base, verdict: "live", evidence: "same_arguments", place: seen.place, class: seen.class ?? base.class };
  if (sightings.classSeen(path)) return { ...base, verdict: "unknown", evidence: "class_seen" };
  return { ...base, verdict: "orphaned", evidence: "no_job_of_class" };
}

/** By the holders' own stamps; the score of a scheduled job's lock is the time it is due. */
function young(lock: LockEntry, startedMs: number): boolean {
  const taken = lock.holders.map(({ sinceMs }) => sinceMs ?? 0);
  return Math.max(...taken, 0) > startedMs - YOUNG_MS;
}
