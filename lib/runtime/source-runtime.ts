import "server-only";
import { SYSTEM } from "@/lib/auth/principal";
import type { SourceConfig } from "@/lib/config/source-config";
import { logger, safeMessage } from "@/lib/errors/logger";
import { createCronWatch } from "@/lib/history/cron-watch";
import { fallbackHistory } from "@/lib/history/fallback-history";
import type { HistoryStore } from "@/lib/history/history-store";
import { memoryHistory } from "@/lib/history/memory-history";
import { recentReader } from "@/lib/history/recent";
import { redisHistory } from "@/lib/history/redis-history";
import { createSampler, type Sampler } from "@/lib/history/sampler";
import type { Registry } from "@/lib/http/services";
import type { RedisLink } from "@/lib/redis/link";
import { ownKeys } from "@/lib/state/keys";
import type { OperationStore } from "@/lib/state/operation-store";
import { createSnapshotFeed, type SnapshotFeed } from "./snapshot-feed";
import { startSweeper } from "./sweeper";

/** What runs for one source beside its store. */
export interface SourceRuntime {
  readonly history: HistoryStore;
  readonly feed: SnapshotFeed;
  start(): void;
  stop(): Promise<void>;
}

export interface SourceDeps {
  readonly config: SourceConfig;
  readonly link: RedisLink;
  readonly registry: Registry;
  /** Null for a source that may not be written to: then history lives in this process. */
  readonly operations: OperationStore | null;
  readonly replica: string;
}

export function createSourceRuntime({ config, link, registry, operations, replica }: SourceDeps): SourceRuntime {
  const { id } = config;
  const store = () => registry.open(id, SYSTEM);
  const own = memoryHistory();
  const history = operations === null ? own : fallbackHistory(redisHistory(link, ownKeys(config.namespace, id)), own);
  const onError = (error: unknown) => logger.error({ source: id, error: safeMessage(error) }, "snapshot failed");
  const feed = createSnapshotFeed({
    source: id,
    read: (options) => store().reading(options),
    health: () => store().health(),
    recent: recentReader(history),
    runningOperations: async () => (await operations?.active())?.length ?? 0,
    onError,
  });
  const sampler: Sampler = createSampler({
    replica,
    store: history,
    read: feed.reading,
    onError: (error) => logger.warn({ source: id, error: safeMessage(error) }, "no sample taken"),
  });
  const cronWatch = createCronWatch({
    link,
    keys: ownKeys(config.namespace, id),
    store,
    lead: () => history.lead(replica),
    onError: (error) => logger.warn({ source: id, error: safeMessage(error) }, "schedules not watched"),
  });
  let stopSweeper = () => {};
  return {
    history,
    feed,
    start() {
      sampler.start();
      if (operations !== null) cronWatch.start();
      stopSweeper = startSweeper(id, () => store().trash);
    },
    async stop() {
      stopSweeper();
      feed.close();
      await cronWatch.stop();
      await sampler.stop();
    },
  };
}
