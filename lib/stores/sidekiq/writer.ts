import "server-only";
import type { JobOutcome } from "@/lib/domain/action.schema";
import { letters, readLetter } from "@/lib/domain/outcome-letters";
import { AppError, isAppError } from "@/lib/errors/app-error";
import type { Script } from "@/lib/redis/link";
import { newId } from "@/lib/state/id";
import type { CallOptions, JobWriter, WriteRequest } from "@/lib/stores/port";
import { type Found, findRefs, type PlacedRef } from "./find-refs";
import { freeze } from "./freeze";
import { freezeUndo } from "./freeze-undo";
import { applyFrozen } from "./frozen";
import { moveEntries } from "./lua/move-entries";
import { chunkSize, type PlannedEntry, runMove, sourceOf } from "./move-call";
import { scanPayload, stringValue } from "./payload-scan";
import { allowedIn, type Plan, type PlanRequest, planEntry } from "./plan";
import { decodeRef, type Ref } from "./ref";
import { room } from "./trash-room";
import type { WriteContext } from "./write-context";

/** A list that is popped all the time moves under a write; after this many looks the outcome is `unknown`. */
const LOOKS = 3;

interface Item {
  readonly text: string;
  readonly ref: Ref;
  found: Found;
  plan: Plan | null;
  letter: string | null;
}

/** @param script replaced in tests alone, to show that they notice a wrong one. */
export function createWriter(context: WriteContext, script: Script = moveEntries): JobWriter {
  return {
    apply: (request, options) => apply(context, request, options, script),
    freeze: (target, options) => freeze(context, target, options),
    freezeUndo: (request, options) => freezeUndo(context, request, options),
    applyFrozen: (request, options) => applyFrozen(context, request, options, script),
  };
}

async function apply(
  context: WriteContext,
  request: WriteRequest,
  options: CallOptions | undefined,
  script: Script,
): Promise<JobOutcome[]> {
  const items = new Map<string, Item>();
  for (const text of request.refs) {
    const ref = decodeRef(text);
    if (!ref) throw new AppError("invalid_request", { field: "refs" });
    items.set(text, { text, ref, found: "unknown", plan: null, letter: refused(request, ref) });
  }
  const run = new Run(context, request, script, options?.signal);
  for (let look = 0; look < LOOKS; look++) {
    const open = [...items.values()].filter((item) => item.letter === null || item.letter === letters.moved);
    if (open.length === 0) break;
    await run.once(open);
  }
  return request.refs.map((text) => outcomeOf(request, text, items.get(text)));
}

function refused(request: WriteRequest, ref: Ref): string | null {
  if (ref.kind === "running") return letters.wrongPlace;
  return allowedIn(request.verb, ref.kind === "set" ? ref.set : "queue") ? null : letters.wrongPlace;
}

class Run {
  readonly #context: WriteContext;
  readonly #request: WriteRequest;
  readonly #script: Script;
  readonly #signal: AbortSignal | undefined;
  #written = false;

  constructor(context: WriteContext, request: WriteRequest, script: Script, signal: AbortSignal | undefined) {
    this.#context = context;
    this.#request = request;
    this.#script = script;
    this.#signal = signal;
  }

  /** Finds the items, plans them, and sends them grouped by where they stand. */
  async once(items: readonly Item[]): Promise<void> {
    const placed = items.filter((item): item is Item & { ref: PlacedRef } => item.ref.kind !== "running");
    const found = await findRefs(
      this.#context,
      placed.map((item) => item.ref),
      this.#signal,
    );
    const planRequest: PlanRequest = {
      ...this.#request,
      operation: this.#request.batch.operation,
      liveUnit: await this.#context.liveUnit(),
    };
    for (const [i, item] of placed.entries()) {
      item.found = found[i] ?? "unknown";
      if (typeof item.found === "string") item.letter = item.found === "gone" ? letters.gone : letters.unknown;
      else {
        item.plan = planEntry(item.found, planRequest);
        item.letter = item.plan.act === "is" ? item.plan.letter : null;
      }
    }
    await this.#checkTrash(placed);
    for (const group of bySource(placed.filter((item) => item.letter === null))) await this.#send(group);
  }

  async #checkTrash(items: readonly Item[]): Promise<void> {
    const drops = items.filter((item) => item.plan?.act === "drop" && item.plan.record !== null);
    if (drops.length === 0) return;
    const bytes = drops.reduce((sum, item) => sum + (typeof item.found === "string" ? 0 : item.found.bytes.length), 0);
    const { fits } = await room(this.#context, drops.length, bytes);
    if (!fits) for (const item of drops) item.letter = letters.trashFull;
  }

  /** Items of one source, nearest to the tail first: what the script's positions rely on. */
  async #send(group: readonly Item[]): Promise<void> {
    let rest = [...group].sort((a, b) => fromTail(a) - fromTail(b));
    while (rest.length > 0) {
      this.#signal?.throwIfAborted();
      const planned = rest.map(plannedEntry);
      const chunk = rest.slice(0, chunkSize(planned));
      const answer = await this.#runChunk(chunk, planned.slice(0, chunk.length));
      for (const [i, item] of chunk.entries()) item.letter = answer[i] ?? letters.unknown;
      rest = rest.slice(chunk.length);
      // What left the list moved the rest nearer to the tail; the script cannot know across calls.
      const left = answer.filter((letter) => letter === letters.done).length;
      for (const item of rest) shift(item, left);
    }
  }

  async #runChunk(chunk: readonly Item[], entries: readonly PlannedEntry[]): Promise<string[]> {
    const first = chunk[0]?.found;
    if (!first || typeof first === "string") return [];
    const receipt = this.#context.own.receipt(newId());
    const source = sourceOf(this.#context, first.at);
    const { batch, verb } = this.#request;
    try {
      const answer = await runMove(
        this.#context,
        { source, entries, batch, verb, receipt, lane: "write" },
        this.#script,
      );
      this.#written = true;
      return answer ?? [];
    } catch (error) {
      if (!isAppError(error)) throw error;
      if (error.params.sent === true) return this.#settle(receipt, chunk.length);
      if (!this.#written) throw error;
      return chunk.map(() => (error.code === "source_full" ? letters.storeFull : letters.unknown));
    }
  }

  /** The reply was lost. The script leaves a receipt with the outcomes; without one nobody can say, and nothing is sent again. */
  async #settle(receipt: string, count: number): Promise<string[]> {
    this.#written = true;
    const text = await this.#context.link.read((redis) => redis.get(receipt)).catch(() => null);
    return text === null ? Array.from({ length: count }, () => letters.unknown) : text.split("");
  }
}

function plannedEntry(item: Item): PlannedEntry {
  if (typeof item.found === "string" || !item.plan)
    return { entry: null, plan: { act: "is", letter: letters.unknown } };
  return { entry: item.found, plan: item.plan };
}

function bySource(items: readonly Item[]): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    if (typeof item.found === "string") continue;
    const { at } = item.found;
    const name = "set" in at ? `set ${at.set}` : `queue ${at.queue}`;
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return [...groups.values()];
}

function fromTail(item: Item): number {
  return typeof item.found !== "string" && "queue" in item.found.at ? item.found.at.fromTail : 0;
}

function shift(item: Item, by: number): void {
  if (typeof item.found === "string" || !("queue" in item.found.at)) return;
  const { queue, fromTail: old } = item.found.at;
  item.found = { bytes: item.found.bytes, at: { queue, fromTail: Math.max(0, old - by) } };
}

function outcomeOf(request: WriteRequest, ref: string, item: Item | undefined): JobOutcome {
  const letter = item?.letter ?? letters.unknown;
  const { status, reason } = readLetter(letter);
  const jid = item && typeof item.found !== "string" ? jidOf(item.found.bytes) : null;
  const destination = status === "done" ? destinationOf(request, item?.plan ?? null) : null;
  return { ref, status, reason, jid, destination };
}

function jidOf(bytes: Buffer): string | null {
  const scan = scanPayload(bytes);
  return scan.ok ? stringValue(bytes, scan, "jid") : null;
}

function destinationOf(request: WriteRequest, plan: Plan | null): string | null {
  switch (plan?.act) {
    case "queue":
      return plan.queue;
    case "set":
      return request.verb === "move" ? (request.queue ?? null) : plan.set;
    case "drop":
      return plan.record === null ? null : "trash";
    default:
      return null;
  }
}
