import "server-only";
import type { LockEntry, LockKind } from "@/lib/domain/lock.schema";
import { readPayload } from "../entry";
import { JidSet } from "./jid-set";
import type { Sighting, Sightings } from "./judge";
import { classOfPath, parseUniquenessKey, uniquenessOf } from "./uniqueness";
import { jidsIn } from "./walk-store";

const DEAD = "dead";

/** Every job of the store by its jid alone, or every Active Job by the lock it would hold. */
export class AllSightings implements Sightings {
  readonly #alive = new JidSet();
  readonly #dead = new JidSet();
  readonly #paths = new Set<string>();
  readonly #kind: LockKind;

  constructor(kind: LockKind) {
    this.#kind = kind;
  }

  see(place: string, bytes: Buffer): void {
    if (this.#kind !== "active_job") {
      const seen = place === DEAD ? this.#dead : this.#alive;
      for (const jid of jidsIn(bytes)) seen.add(jid);
      return;
    }
    const lock = place === DEAD ? null : uniquenessOf(bytes);
    if (!lock) return;
    this.#paths.add(lock.path);
    for (const key of lock.keys) this.#alive.add(key);
  }

  of(jid: string): Sighting | null {
    if (this.#alive.has(jid)) return { place: null, class: null };
    return this.#dead.has(jid) ? { place: DEAD, class: null } : null;
  }

  classSeen(path: string): boolean {
    return this.#paths.has(path);
  }
}

/** Only what some locks ask for, with where it was and what it is. */
export class WatchedSightings implements Sightings {
  readonly #wanted: ReadonlySet<string>;
  readonly #wantedPaths: ReadonlySet<string>;
  readonly #found = new Map<string, Sighting>();
  readonly #paths = new Set<string>();
  readonly #kind: LockKind;

  constructor(kind: LockKind, locks: readonly LockEntry[]) {
    this.#kind = kind;
    this.#wanted = new Set(locks.flatMap((lock) => [lock.digest, ...jidsOf(lock)]));
    this.#wantedPaths = new Set(locks.map(({ digest }) => parseUniquenessKey(digest)?.path ?? ""));
  }

  see(place: string, bytes: Buffer): void {
    if (this.#kind === "active_job") this.#seeActiveJob(place, bytes);
    else for (const jid of jidsIn(bytes)) if (this.#wanted.has(jid)) this.#note(jid, place, bytes);
  }

  of(jid: string): Sighting | null {
    return this.#found.get(jid) ?? null;
  }

  classSeen(path: string): boolean {
    return this.#paths.has(path);
  }

  #seeActiveJob(place: string, bytes: Buffer): void {
    const lock = place === DEAD ? null : uniquenessOf(bytes);
    if (!lock || !this.#wantedPaths.has(lock.path)) return;
    this.#paths.add(lock.path);
    for (const key of lock.keys) this.#note(key, place, bytes, classOfPath(lock.path));
  }

  /** A place where it lives outweighs the dead set. */
  #note(id: string, place: string, bytes: Buffer, name?: string): void {
    const before = this.#found.get(id);
    if (before && (before.place !== DEAD || place === DEAD)) return;
    this.#found.set(id, { place, class: name ?? readPayload(bytes).job.class?.slice(0, 500) ?? null });
  }
}

export const jidsOf = (lock: LockEntry) => [...lock.holders.map(({ jid }) => jid), ...lock.waiting];
