import "server-only";
import type { StoreReading } from "@/lib/stores/port";
import type { SampleRow } from "./history-store";
import { packQueue, packSource, type SourceSample } from "./layout";
import { increase, perMinute, queueFlows } from "./rates";

/** The records of one moment. Flows need the reading before; without one they are not known. */
export function sampleRows(tick: number, reading: StoreReading, before: StoreReading | null): SampleRow[] {
  const flows = before === null ? null : flowsBetween(before, reading);
  const queues = reading.queues.map((queue) => {
    const flow = flows?.get(queue.name);
    const record = packQueue(tick, {
      size: queue.size,
      latency: queue.latencySec ?? Number.NaN,
      in: flow?.inPerMin ?? Number.NaN,
      out: flow?.outPerMin ?? Number.NaN,
    });
    return { series: `queue:${queue.name}`, record };
  });
  return [{ series: "source", record: packSource(reading.atMs, sourceSample(reading)) }, ...queues];
}

export function sourceSample(reading: StoreReading): SourceSample {
  return {
    enqueued: reading.queues.reduce((sum, queue) => sum + queue.size, 0),
    processed: reading.totals.processed,
    failed: reading.totals.failed,
    busy: reading.processes.reduce((sum, process) => sum + process.busy, 0),
    concurrency: reading.processes.reduce((sum, process) => sum + (process.concurrency ?? 0), 0),
    retry: reading.sizes.retry ?? Number.NaN,
    scheduled: reading.sizes.scheduled ?? Number.NaN,
    dead: reading.sizes.dead ?? Number.NaN,
    memory: reading.info?.usedMemoryBytes ?? Number.NaN,
    worst_latency: Math.max(0, ...reading.queues.map((queue) => queue.latencySec ?? 0)),
  };
}

function flowsBetween(before: StoreReading, now: StoreReading) {
  const earlier = new Map(before.queues.map((queue) => [queue.name, queue]));
  const names = new Set(now.queues.map(({ name }) => name));
  const elapsedMs = now.atMs - before.atMs;
  const flows = queueFlows(
    now.queues.map((queue) => {
      const then = earlier.get(queue.name);
      return {
        name: queue.name,
        size: queue.size,
        sizeBefore: then?.size ?? 0,
        fetched: [queue, then].some((one) => one !== undefined && one.listeners > one.quietListeners),
        worked: [queue, then].some((one) => one !== undefined && one.listeners > 0),
      };
    }),
    increase(before.totals.processed, now.totals.processed),
    now.queueTotal === now.queues.length &&
      before.queueTotal === before.queues.length &&
      before.queues.every((queue) => queue.listeners === 0 || names.has(queue.name)) &&
      now.processTotal === now.processes.length &&
      now.processes.every((process) => process.queues.every((queue) => names.has(queue))),
  );
  return new Map(
    [...flows].map(([name, flow]) => [
      name,
      {
        inPerMin: flow && perMinute(flow.inJobs, elapsedMs),
        outPerMin: flow && perMinute(flow.outJobs, elapsedMs),
      },
    ]),
  );
}
