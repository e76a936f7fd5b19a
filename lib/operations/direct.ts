import "server-only";
import type { JobOutcome } from "@/lib/domain/action.schema";
import type { Operation } from "@/lib/domain/operation.schema";
import { logger, safeMessage } from "@/lib/errors/logger";
import type { OperationOwner, OperationStore } from "@/lib/state/operation-store";
import type { FrozenFacts, JobWriter, ListRef, WriteRequest } from "@/lib/stores/port";
import { BreakdownCounter } from "./breakdown";
import type { OperationsDeps } from "./context";
import { newOperation } from "./create";
import { packDetails } from "./details";

/** What an entry was before the verb. */
interface Trace {
  readonly list: ListRef;
  readonly identity: Uint8Array;
  readonly facts: FrozenFacts;
}

export type DirectRequest = WriteRequest & { reason?: string | undefined };

/** Entries that are looked at together. */
const AT_ONCE = 25;

/**
 * One verb on some entries, now. What it did is written down afterwards as an operation that has ended, so that it can
 * be taken back like one; when that fails, only the way back is lost. A removal has its way back in the trash.
 */
export async function applyDirect(
  deps: OperationsDeps,
  source: string,
  caller: OperationOwner,
  writer: JobWriter,
  request: DirectRequest,
): Promise<{ outcomes: JobOutcome[]; operation: string | null }> {
  const { reason, ...write } = request;
  const state = write.verb === "delete" ? undefined : deps.states.get(source);
  if (!state) return { outcomes: await writer.apply(write), operation: null };
  const traces = await tracesOf(writer, write.refs);
  const startedAtMs = Date.now();
  const outcomes = await writer.apply(write);
  const done = outcomes.filter(({ status }) => status === "done");
  const traced = done.flatMap(({ ref }) => traces.get(ref) ?? []);
  if (traced.length === 0) return { outcomes, operation: null };
  const operation = ended(source, caller, request, { startedAtMs, done: done.length, traced });
  try {
    await record(state, caller, operation, traced);
  } catch (error) {
    logger.warn({ source, error: safeMessage(error) }, "no undo was kept");
    return { outcomes, operation: null };
  }
  return { outcomes, operation: operation.id };
}

async function tracesOf(writer: JobWriter, refs: readonly string[]): Promise<Map<string, Trace>> {
  const traces = new Map<string, Trace>();
  for (let at = 0; at < refs.length; at += AT_ONCE) {
    const some = refs.slice(at, at + AT_ONCE);
    const found = await Promise.all(some.map((ref) => traceOf(writer, ref)));
    for (const [i, trace] of found.entries()) if (trace) traces.set(some[i] ?? "", trace);
  }
  return traces;
}

async function traceOf(writer: JobWriter, ref: string): Promise<Trace | null> {
  for await (const { list, identities, facts } of writer.freeze({ refs: [ref] })) {
    const [[identity], [fact]] = [identities, facts];
    if (identity && fact) return { list, identity, facts: fact };
  }
  return null;
}

function ended(
  source: string,
  caller: OperationOwner,
  { verb, atMs, queue, ignoreLock, reason }: DirectRequest,
  { startedAtMs, done, traced }: { startedAtMs: number; done: number; traced: readonly Trace[] },
): Operation {
  const counter = new BreakdownCounter();
  counter.add(traced.map(({ facts }) => facts));
  const total = traced.length;
  return {
    ...newOperation(source, caller.name, { verb, target: {}, atMs, queue, ignoreLock, reason }),
    target: { selection: total },
    state: "done",
    startedAtMs,
    endedAtMs: Date.now(),
    scanned: total,
    setSize: total,
    total,
    processed: total,
    done,
    breakdown: counter.result(),
  };
}

async function record(
  state: OperationStore,
  caller: OperationOwner,
  operation: Operation,
  traced: readonly Trace[],
): Promise<void> {
  const places = new Map<string, { number: number; list: ListRef }>();
  const entries = traced.map(({ list, identity }) => {
    const name = JSON.stringify(list);
    const place = places.get(name) ?? { number: places.size, list };
    places.set(name, place);
    return { place: place.number, identity };
  });
  await state.recordDirect(operation, caller, {
    places: [...places.values()].map(({ list }) => list),
    entries,
    details: await packDetails(traced.map(({ facts }) => facts)),
    sizeBytes: traced.reduce((sum, { facts }) => sum + facts.sizeBytes, 0),
  });
}
