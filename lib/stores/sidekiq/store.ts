import "server-only";
import type { SourceConfig } from "@/lib/config/source-config";
import type { Facet, SourceHealth } from "@/lib/domain/source.schema";
import type { RedisLink, Script } from "@/lib/redis/link";
import { openRedisLink } from "@/lib/redis/open";
import { ownKeys } from "@/lib/state/keys";
import type { Store } from "@/lib/stores/port";
import { readAbout } from "./about";
import { createBatches } from "./batches";
import type { SidekiqContext } from "./context";
import { createCron } from "./cron";
import { createEditor } from "./editor";
import { createErrorScans } from "./errors";
import { createIterations } from "./iteration-cancel";
import { sidekiqKeys } from "./keys";
import { createLocks } from "./locks";
import { createMetrics } from "./metrics";
import { createPlugins } from "./plugins";
import { watchPresent } from "./present";
import { createProcessReads } from "./process-list";
import { createProfiles } from "./profiles";
import { createQueueReads } from "./queue-list";
import { pauseQueue, resumeQueue } from "./queue-pause";
import { removeQueue } from "./queue-removal";
import { createReader } from "./reader";
import { createReading, type ReadingOptions } from "./reading";
import { sendSignal } from "./signals";
import { liveUnitReader } from "./stamp-unit";
import { createTrash } from "./trash";
import type { WriteContext } from "./write-context";
import { watchRefusals } from "./write-refusal";
import { createWriter } from "./writer";

export { identityBytes } from "./identity";

export interface SidekiqStoreOptions {
  /** Connections that are open already and shared with Signalbox's own records; the store closes them. */
  link?: RedisLink;
  /** Hears of every change of state, for the log. */
  onHealth?: (health: SourceHealth) => void;
  /** Stands in for the script that moves entries; tests use it to show that they notice a wrong one. */
  moveScript?: Script;
  /** The same for the script that makes a job. */
  makeScript?: Script;
  /** How long a check of locks waits for every process to report; tests wait less. */
  heartbeatMs?: number;
}

const READS: readonly Facet[] = ["reader", "queues", "processes"];

/** Opens nothing until it is used. A read-only source has no writer, no trash, and nothing that changes a queue or a process. */
export function openSidekiqStore(config: SourceConfig, options: SidekiqStoreOptions = {}): Store {
  const { namespace } = config;
  const { onHealth } = options;
  const link = options.link ?? openRedisLink({ url: config.url, tls: config.tls, ...(onHealth ? { onHealth } : {}) });
  const context: SidekiqContext = { link, keys: sidekiqKeys(namespace), namespace };
  const reading = createReading(context);
  const about = async () => refusals.note(await readAbout(context));
  const refusals = watchRefusals(link, about);
  const shared = {
    kind: "sidekiq" as const,
    present: watchPresent(context),
    reader: createReader(context),
    errors: createErrorScans(context),
    locks: createLocks(context, config.readOnly, options.heartbeatMs),
    batches: createBatches(context),
    plugins: createPlugins(context),
    metrics: createMetrics(context, !config.readOnly),
    profiles: createProfiles(context),
    health: () => link.health(),
    reading: (options?: ReadingOptions) => reading.read(options),
    about,
    writeRefusal: refusals.known,
    refusedVerbs: refusals.verbs,
    close: () => link.close(),
  };
  const queues = createQueueReads(context);
  const processes = createProcessReads(context);
  const own = ownKeys(namespace, config.id);
  if (config.readOnly) {
    return { ...shared, facets: new Set(READS), queues, processes, cron: createCron(context, own, null) };
  }

  const write: WriteContext = {
    ...context,
    own,
    liveUnit: liveUnitReader(context),
  };
  return {
    ...shared,
    facets: new Set([...READS, "writer"]),
    writer: createWriter(write, options.moveScript),
    editor: createEditor(write, shared.reader, options.makeScript),
    iterations: createIterations(context, shared.reader),
    trash: createTrash(write),
    cron: createCron(context, own, write),
    queues: {
      ...queues,
      pause: (queue) => pauseQueue(context, queue),
      resume: (queue) => resumeQueue(context, queue),
      clear: (request) => removeQueue(write, "clear", request),
      delete: (request) => removeQueue(write, "delete", request),
    },
    processes: { ...processes, signal: (identity, signal) => sendSignal(context, identity, signal) },
  };
}
