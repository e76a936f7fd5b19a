import type { JobVerb, OperationTarget } from "@/lib/domain/action.schema";
import { listName, listsOf } from "@/lib/domain/operation-target";
import { expectedText, MOVED_TO, RESCHEDULED_TO_MS, withoutStamp } from "@/test/chaos/jobs";
import { queueOf } from "@/test/chaos/model";

/** Where a job is by the rules alone, and its text; a stamp that only Redis knows is `*`. */
export interface Modelled {
  /** `scheduled`, `retry`, `dead`, `queue:NAME`, `trash:OPERATION`, or `taken` by a worker. */
  readonly place: string;
  /** `*`: the moment it died. */
  readonly score: string | null;
  readonly text: string;
  /** Another one for every write of a time nobody chose: such bytes are never the same twice. */
  readonly version: number;
}

export interface ModelOperation {
  readonly id: string;
  readonly verb: JobVerb;
  /** What was frozen, in the order the store has it. */
  readonly frozen: readonly { jid: string; seen: Modelled }[];
  readonly steps: { jid: string; before: Modelled; after: Modelled }[];
  cursor: number;
}

/** The store and its operations without Redis: every jid's place and bytes. */
export class StoreModel {
  readonly jobs = new Map<string, Modelled>();
  #version = 0;

  nextVersion(): number {
    this.#version += 1;
    return this.#version;
  }

  in(place: string): string[] {
    return [...this.jobs].filter(([, job]) => job.place === place).map(([jid]) => jid);
  }

  matching(target: OperationTarget): string[] {
    return listsOf(target).flatMap((list) => this.in(listName(list)));
  }

  /** One entry: done only when the job is exactly as it was seen. */
  apply(operation: ModelOperation): "done" | "gone" | "refused" {
    const entry = operation.frozen[operation.cursor++];
    const job = entry && this.jobs.get(entry.jid);
    if (!entry || !job || !same(job, entry.seen)) return "gone";
    const after = this.effect(operation, job);
    if (after === null) return "refused";
    operation.steps.push({ jid: entry.jid, before: job, after });
    this.jobs.set(entry.jid, after);
    return "done";
  }

  /** Takes back what is where the operation brought it, with the bytes it gave it. @returns how many those are */
  undo({ steps }: ModelOperation): number {
    let count = 0;
    for (const { jid, before, after } of steps) {
      const job = this.jobs.get(jid);
      if (!job || job.place !== after.place || job.score !== after.score || job.text !== after.text) continue;
      this.jobs.set(jid, before);
      count++;
    }
    return count;
  }

  /** By the rules of the verb; null where it does not apply. */
  effect({ verb, id }: Pick<ModelOperation, "verb" | "id">, job: Modelled): Modelled | null {
    const { place } = job;
    const isQueue = place.startsWith("queue:");
    const text = textAfter(verb, job.text);
    const pushed = (queue: string) => ({ place: `queue:${queue}`, score: null, version: this.nextVersion() });
    switch (verb) {
      case "retry":
        return place === "retry" || place === "dead" ? { ...pushed(queueOf(job.text)), text } : null;
      case "run_now":
        return isQueue ? null : { ...pushed(queueOf(job.text)), text };
      case "kill":
        return place === "dead" ? null : { place: "dead", score: "*", text, version: this.nextVersion() };
      case "delete":
        return { ...job, place: `trash:${id}`, score: null };
      case "reschedule":
        return isQueue || place === "dead" ? null : { ...job, score: String(RESCHEDULED_TO_MS / 1_000) };
      case "move":
        if (place === `queue:${MOVED_TO}`) return null;
        if (isQueue || place === "dead") return { ...pushed(MOVED_TO), text: stamped(text) };
        return queueOf(job.text) === MOVED_TO ? null : { ...job, text };
    }
  }
}

const same = (a: Modelled, b: Modelled) =>
  a.place === b.place && a.score === b.score && a.text === b.text && a.version === b.version;

const UNKNOWN = '"enqueued_at":*';

/** A stamp that is `*` already stays it; a job that never failed has no count to lower. */
function textAfter(asked: JobVerb, text: string): string {
  const verb = asked === "retry" && !text.includes('"failed_at"') ? "run_now" : asked;
  if (!text.includes(UNKNOWN)) return expectedText(verb, text);
  const after = expectedText(verb, text.replace(UNKNOWN, '"enqueued_at":1.5'));
  return after.includes(UNKNOWN) ? after : withoutStamp(after);
}

/** As a push leaves it. */
export const stamped = (text: string) => textAfter("run_now", text);
