import "server-only";
import { randomBytes } from "node:crypto";
import { setMaxListeners } from "node:events";
import { hostname } from "node:os";
import { createAudit } from "@/lib/audit/audit";
import { retriesSince } from "@/lib/audit/retries";
import { type AuthService, createAuthenticator } from "@/lib/auth/authenticator";
import { SYSTEM } from "@/lib/auth/principal";
import { type Config, loadConfig } from "@/lib/config/env";
import { limits } from "@/lib/config/limits";
import { AppError } from "@/lib/errors/app-error";
import { logger, safeMessage } from "@/lib/errors/logger";
import { createHistoryReader } from "@/lib/history/reader";
import { makeApi } from "@/lib/http/app";
import type { Api } from "@/lib/http/context";
import { Pace } from "@/lib/http/pace";
import type { ApiServices } from "@/lib/http/services";
import { createOperations, endEntry } from "@/lib/operations";
import type { RedisLink } from "@/lib/redis/link";
import { openRedisLink } from "@/lib/redis/open";
import { createErrorSearch } from "@/lib/search/errors/service";
import { ownKeys } from "@/lib/state/keys";
import { redisErrorRecords } from "@/lib/state/redis/error-records";
import { redisOperationStore } from "@/lib/state/redis/operation-store";
import { createRegistry } from "@/lib/stores/registry";
import { openSidekiqStore } from "@/lib/stores/sidekiq/store";
import { createSnapshots } from "./snapshots";
import { createSourceRuntime } from "./source-runtime";
import { watchFiles } from "./watch-files";

/** Everything of one process: made once, started once, closed once. */
export interface Runtime {
  readonly config: Config;
  readonly auth: AuthService;
  readonly services: ApiServices;
  readonly api: Api;
  /** Starts what runs without being asked: sampler, operations, trash sweeper. */
  start(): void;
  /** Ends the streams; what is under way may finish. */
  beginClosing(): void;
  /** @param answered what still needs the stores: they are closed after it */
  close(answered?: Promise<void>): Promise<void>;
  /** Reads users and tokens again. What cannot be read is logged, and what was stays. */
  reload(): void;
}

declare global {
  var signalboxRuntime: Runtime | undefined;
}

/**
 * The runtime of this process, made and started at the first call. Next loads this module more than once, so it
 * is kept on `globalThis`. @throws ConfigError
 */
export function getRuntime(): Runtime {
  if (globalThis.signalboxRuntime) return globalThis.signalboxRuntime;
  const runtime = createRuntime(loadConfig());
  globalThis.signalboxRuntime = runtime;
  // Once what serves is loaded: answers that come meanwhile would be taken for late ones, and their server for frozen.
  setImmediate(() => runtime.start());
  return runtime;
}

/** @param pace null where nobody is bounded, as in tests that ask as fast as they can */
export function createRuntime(config: Config, pace: Pace | null = new Pace()): Runtime {
  const replica = `${hostname()}:${process.pid}:${randomBytes(3).toString("hex")}`;
  const closing = new AbortController();
  setMaxListeners(limits.streamsPerReplica, closing.signal);
  const links = new Map(config.sources.map((source) => [source.id, openLink(source.id, source)]));
  const linkOf = (id: string): RedisLink => {
    const link = links.get(id);
    if (!link) throw new AppError("source_unknown", { source: id });
    return link;
  };
  const writable = config.sources.filter((source) => !source.readOnly && !config.readOnly);
  const ownState = config.stateUrl === null ? null : openLink("state", { url: config.stateUrl, tls: null });
  const state = ownState ?? (writable[0] ? linkOf(writable[0].id) : null);

  const audit = createAudit({ state });
  const auth = createAuthenticator({ config, state, audit });
  const registry = createRegistry(
    config.sources,
    (source) =>
      openSidekiqStore({ ...source, readOnly: source.readOnly || config.readOnly }, { link: linkOf(source.id) }),
    { readOnly: config.readOnly },
  );
  const states = new Map(
    writable.map(({ id, namespace }) => [id, redisOperationStore(linkOf(id), ownKeys(namespace, id))]),
  );
  const operations = createOperations({
    states,
    replica,
    openStore(source, owner) {
      const principal = auth.principalOf(owner.name);
      if (principal === null) throw new AppError("unauthenticated");
      return registry.open(source, principal);
    },
    retriesSince: (source, sinceMs) => retriesSince(audit, source, sinceMs),
    onEnd: (operation) => {
      audit
        .write(endEntry(operation))
        .catch((error) => logger.error({ error: safeMessage(error), operation: operation.id }, "audit"));
    },
  });
  const sources = new Map(
    config.sources.map((source) => [
      source.id,
      createSourceRuntime({
        config: source,
        link: linkOf(source.id),
        registry,
        operations: states.get(source.id) ?? null,
        replica,
      }),
    ]),
  );
  const sourceOf = (id: string) => {
    const source = sources.get(id);
    if (!source) throw new AppError("source_unknown", { source: id });
    return source;
  };
  const errors = createErrorSearch({
    ids: registry.ids(),
    open: registry.open,
    system: SYSTEM,
    records: new Map(writable.map(({ id, namespace }) => [id, redisErrorRecords(linkOf(id), ownKeys(namespace, id))])),
  });
  const services: ApiServices = {
    registry,
    errors,
    operations: operations.service,
    snapshots: createSnapshots(new Map([...sources].map(([id, { feed }]) => [id, feed]))),
    history: createHistoryReader((id) => sourceOf(id).history),
    audit,
    auth,
    ...(pace && { pace }),
    closing: closing.signal,
    async deployment(id) {
      const { history } = sourceOf(id);
      return { kind: history.kind, replicas: await history.replicas() };
    },
  };
  const reload = () => {
    try {
      const { users, tokens } = loadConfig();
      auth.reload(users, tokens);
      logger.info({ users: users.length, tokens: tokens.length }, "users and tokens read again");
    } catch (error) {
      logger.error({ error: safeMessage(error) }, "configuration not read again; what was stays");
    }
  };
  let unwatch = () => {};
  return {
    config,
    auth,
    services,
    api: makeApi(services, config),
    start() {
      operations.runner.start();
      for (const source of sources.values()) source.start();
      unwatch = watchFiles(config.accessFiles ?? [], reload);
    },
    beginClosing: () => closing.abort(),
    async close(answered) {
      closing.abort();
      unwatch();
      errors.close();
      await Promise.allSettled([operations.runner.stop(), ...[...sources.values()].map((source) => source.stop())]);
      await answered;
      await registry.close();
      await Promise.allSettled([...links.values(), ...(ownState ? [ownState] : [])].map((link) => link.close()));
    },
    reload,
  };
}

function openLink(source: string, { url, tls }: Parameters<typeof openRedisLink>[0]): RedisLink {
  return openRedisLink({
    url,
    tls: tls ?? null,
    onHealth: ({ state, code, params }) =>
      logger.warn({ source, state, code, detail: params.detail }, "connection changed"),
  });
}
