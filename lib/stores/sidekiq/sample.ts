import "server-only";
import { limits } from "@/lib/config/limits";
import type { JobLine } from "@/lib/domain/operation.schema";
import { listName } from "@/lib/domain/operation-target";
import { toEntry } from "./entry";
import type { Located } from "./plan";
import { encodeRef, hashText } from "./ref";
import { secondsMs } from "./times";

const ARGS_CHARS = 160;
const ERROR_CHARS = 200;

/** Takes every n-th entry of a stream whose length nobody knows; n doubles as it goes. */
export class SampleTaker {
  readonly #most = 2 * limits.operationSample;
  #taken: Located[] = [];
  #every = 1;
  #seen = 0;

  add(entries: readonly Located[]): void {
    for (const entry of entries) {
      if (this.#seen++ % this.#every !== 0) continue;
      this.#taken.push(entry);
      if (this.#taken.length < this.#most) continue;
      this.#taken = this.#taken.filter((_, i) => i % 2 === 0);
      this.#every *= 2;
    }
  }

  lines(): JobLine[] {
    const step = Math.max(1, this.#taken.length / limits.operationSample);
    const count = Math.min(this.#taken.length, limits.operationSample);
    return Array.from({ length: count }, (_, i) => this.#taken[Math.floor(i * step)])
      .filter((entry) => entry !== undefined)
      .map((entry) => jobLine(entry));
  }
}

/** One job in a line, masked. */
export function jobLine({ bytes, at }: Located, known = true): JobLine {
  const hash = hashText(bytes);
  const isSet = "set" in at;
  const ref = isSet
    ? encodeRef({ kind: "set", set: at.set, score: at.score, hash, rank: 0 })
    : encodeRef({ kind: "queue", queue: at.queue, hash, fromTail: at.fromTail });
  const place = isSet ? { kind: at.set } : { kind: "queue" as const, queue: at.queue };
  const entry = toEntry(bytes, { ref, place, atMs: isSet ? secondsMs(at.score) : null });
  const error = [entry.error?.class, entry.error?.message].filter((part) => part).join(": ");
  return {
    ref: known ? ref : null,
    jid: entry.jid,
    class: entry.class,
    args: entry.args.slice(0, ARGS_CHARS),
    queue: entry.queue,
    error: error === "" ? null : error.slice(0, ERROR_CHARS),
    origin: listName(isSet ? { set: at.set } : { queue: at.queue }),
    atMs: isSet ? entry.atMs : entry.enqueuedAtMs,
  };
}
