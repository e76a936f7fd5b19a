import "server-only";
import { limits } from "@/lib/config/limits";
import { AppError } from "@/lib/errors/app-error";
import { DETAIL_BLOCK, type FreezeProgress, type FrozenEntry, type OperationStore } from "@/lib/state/operation-store";
import type { FrozenBatch, ListRef } from "@/lib/stores/port";
import { BreakdownCounter } from "./breakdown";
import { type Detail, packDetails } from "./details";
import type { Lease } from "./lease";

/** Blocks written per call: about 130 KB. */
const BLOCKS_PER_WRITE = 4;
/** A scan that finds nothing still shows how far it is. */
const PROGRESS_EVERY_MS = 250;

/** Writes a frozen list as it is found, in whole blocks, and counts what it is made of. */
export class FrozenListWriter {
  readonly counter = new BreakdownCounter();
  readonly places: ListRef[] = [];
  sample: FrozenBatch["sample"] = [];
  total = 0;
  readonly #state: OperationStore;
  readonly #id: string;
  readonly #lease: Lease;
  readonly #numbers = new Map<string, number>();
  #entries: FrozenEntry[] = [];
  #details: Detail[] = [];
  #seen = { scanned: 0, setSize: 0 };
  #writtenAtMs = Date.now();
  /** The last call that was made; the next entries are read while it is on its way. */
  #written: Promise<boolean> = Promise.resolve(true);

  constructor(state: OperationStore, id: string, lease: Lease) {
    this.#state = state;
    this.#id = id;
    this.#lease = lease;
  }

  /** @returns false when the lease is lost. @throws AppError `refused` for a list that is too long */
  async add(batch: FrozenBatch): Promise<boolean> {
    const place = this.#numberOf(batch.list);
    this.counter.add(batch.facts);
    this.sample = batch.sample ?? this.sample;
    this.#seen = { scanned: batch.scanned, setSize: batch.setSize };
    for (const identity of batch.identities) this.#entries.push({ place, identity });
    for (const fact of batch.facts) this.#details.push(fact);
    if (this.total + this.#entries.length > limits.operationEntries) {
      throw new AppError("refused", { reason: "too_large", max: limits.operationEntries });
    }
    const whole = this.#entries.length - (this.#entries.length % DETAIL_BLOCK);
    if (whole > 0) return this.#write(whole);
    return Date.now() - this.#writtenAtMs < PROGRESS_EVERY_MS || this.#append(0);
  }

  async finish(): Promise<boolean> {
    return (await this.#write(this.#entries.length)) && this.#written;
  }

  #numberOf(list: ListRef): number {
    const name = JSON.stringify(list);
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.places.length);
    return this.places.push(list) - 1;
  }

  async #write(count: number): Promise<boolean> {
    let left = count;
    do {
      const some = Math.min(left, DETAIL_BLOCK * BLOCKS_PER_WRITE);
      if (!(await this.#append(some))) return false;
      left -= some;
    } while (left > 0);
    return true;
  }

  /** @returns what became of the call before */
  async #append(count: number): Promise<boolean> {
    const entries = this.#entries.slice(0, count);
    const details = this.#details.slice(0, count);
    const progress = { from: this.total, entries, ...this.#seen };
    this.#entries = this.#entries.slice(count);
    this.#details = this.#details.slice(count);
    this.total += count;
    this.#writtenAtMs = Date.now();
    if (!(await this.#written)) return false;
    this.#written = this.#send(progress, details);
    this.#written.catch(() => {});
    return true;
  }

  async #send(progress: Omit<FreezeProgress, "details">, details: readonly Detail[]): Promise<boolean> {
    const blocks: Promise<Buffer>[] = [];
    for (let at = 0; at < details.length; at += DETAIL_BLOCK) {
      blocks.push(packDetails(details.slice(at, at + DETAIL_BLOCK)));
    }
    return this.#state.appendFrozen(this.#id, this.#lease.token, { ...progress, details: await Promise.all(blocks) });
  }
}
