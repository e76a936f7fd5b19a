import "server-only";
import { limits } from "@/lib/config/limits";
import type { Identity } from "./identity";
import { hashBytes } from "./ref";
import type { QueueMember } from "./walk-queue";
import type { WriteContext } from "./write-context";

export type QueueSought = QueueMember | "gone";

/** Between the first and the last entry of one stretch there may stand so many others. */
const SPAN = 2_000;
/** Entries above the expected place that are looked at: what was put behind the tail moves an entry that way. */
const ABOVE = 200;
const PAGE = 200;
/** Towards the tail an entry is looked for as far as this. */
const BELOW = 20_000;

/** A queue's entries move together: what the last ones had moved, the next ones have moved too. */
export async function seekInQueue(
  context: WriteContext,
  key: string,
  identities: readonly Identity[],
  drift: number,
  signal: AbortSignal | undefined,
): Promise<{ found: QueueSought[]; drift: number }> {
  const stretch = nearOnes(identities);
  const places = stretch.map(({ score }) => Math.max(0, score - drift));
  const wanted = new Map<string, number>();
  for (const { hash } of stretch) wanted.set(nameOf(hash), (wanted.get(nameOf(hash)) ?? 0) + 1);
  const look = new Look(context, key, wanted, signal);
  const low = Math.max(0, Math.min(...places) - 20);
  const high = Math.max(...places) + 20;
  await look.range(low, high);
  if (look.missing > 0) await look.downwards(low - 1, Math.max(0, low - BELOW));
  if (look.missing > 0) await look.range(high + 1, high + ABOVE);
  const found = stretch.map(({ hash }) => look.take(nameOf(hash)));
  const last = found.findLastIndex((sought) => sought !== "gone");
  const sought = found[last];
  const shift = sought === undefined || sought === "gone" ? drift : (stretch[last]?.score ?? 0) - sought.fromTail;
  return { found, drift: shift };
}

/** As many of the first as stand close together, whichever way they are listed. */
function nearOnes(identities: readonly Identity[]): Identity[] {
  const first = identities[0]?.score ?? 0;
  const far = identities.findIndex(({ score }) => Math.abs(score - first) > SPAN);
  return identities.slice(0, far < 0 ? identities.length : far);
}

const nameOf = (hash: Buffer) => hash.toString("latin1");

/** Reads parts of the list and keeps what is wanted; of equal payloads each place once. */
class Look {
  readonly #context: WriteContext;
  readonly #key: string;
  readonly #wanted: ReadonlyMap<string, number>;
  readonly #signal: AbortSignal | undefined;
  readonly #found = new Map<string, QueueMember[]>();
  #bytes = 0;
  missing: number;

  constructor(
    context: WriteContext,
    key: string,
    wanted: ReadonlyMap<string, number>,
    signal: AbortSignal | undefined,
  ) {
    this.#context = context;
    this.#key = key;
    this.#wanted = wanted;
    this.#signal = signal;
    this.missing = [...wanted.values()].reduce((sum, count) => sum + count, 0);
  }

  async range(low: number, high: number): Promise<void> {
    for (let from = low; from <= high && this.missing > 0; from += PAGE) {
      if (!(await this.#page(from, Math.min(high, from + PAGE - 1)))) return;
    }
  }

  async downwards(high: number, low: number): Promise<void> {
    for (let to = high; to >= low && this.missing > 0; to -= PAGE) await this.#page(Math.max(low, to - PAGE + 1), to);
  }

  take(name: string): QueueSought {
    return this.#found.get(name)?.shift() ?? "gone";
  }

  /** @returns whether the list goes on above */
  async #page(low: number, high: number): Promise<boolean> {
    this.#signal?.throwIfAborted();
    const count = high - low + 1;
    const step = this.#bytes > limits.lookBytes ? 10 : count;
    for (let from = low; from <= high; from += step) {
      const to = Math.min(high, from + step - 1);
      const page = await this.#context.link.bulk((redis) => redis.lrangeBuffer(this.#key, -(to + 1), -(from + 1)));
      for (const [i, bytes] of page.reverse().entries()) this.#see({ bytes, fromTail: from + i });
      if (page.length < to - from + 1) return false;
    }
    return true;
  }

  #see(member: QueueMember): void {
    this.#bytes += member.bytes.length;
    const name = nameOf(hashBytes(member.bytes));
    const wanted = this.#wanted.get(name) ?? 0;
    const found = this.#found.get(name) ?? [];
    if (found.length >= wanted) return;
    this.#found.set(name, [...found, member]);
    this.missing--;
  }
}
