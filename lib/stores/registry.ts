import "server-only";
import { can, type Principal, scopeOf } from "@/lib/auth/principal";
import type { SourceConfig } from "@/lib/config/source-config";
import type { Facet, SourceSummary } from "@/lib/domain/source.schema";
import { AppError } from "@/lib/errors/app-error";
import type { Registry } from "@/lib/http/services";
import { Access, guardStore } from "./guard";
import type { Store } from "./port";

/**
 * Opens every configured store once and hands out guarded views of it.
 * @param openStore makes the store of one source; it connects by itself and never throws for a store that is down
 */
export function createRegistry(
  configs: readonly SourceConfig[],
  openStore: (config: SourceConfig) => Store,
  options: { readOnly: boolean },
): Registry {
  const effective = configs.map((config) => ({ ...config, readOnly: options.readOnly || config.readOnly }));
  const sources = new Map(effective.map((config) => [config.id, { config, store: openStore(config) }]));

  return {
    ids: () => [...sources.keys()],
    async summaries(principal) {
      const visible = [...sources.values()].filter(({ config }) => scopeOf(principal, config.id) !== "none");
      return Promise.all(visible.map(({ config, store }) => summarize(config, store, principal)));
    },
    open(source, principal) {
      const found = sources.get(source);
      const globs = scopeOf(principal, source);
      if (!found || globs === "none") throw new AppError("source_unknown", { source });
      return guardStore(found.store, new Access(source, principal, found.config.readOnly, globs));
    },
    async close() {
      await Promise.allSettled([...sources.values()].map(({ store }) => store.close()));
    },
  };
}

/** What tells of all queues of a source, and so is nothing for a caller who sees only some. */
const OF_THE_WHOLE: ReadonlySet<Facet> = new Set([
  "metrics",
  "profiles",
  "locks",
  "batches",
  "limiters",
  "failures",
  "statuses",
]);

async function summarize(config: SourceConfig, store: Store, principal: Principal): Promise<SourceSummary> {
  const { id, label, kind, environment, color } = config;
  if (!can(principal, "read")) throw new AppError("forbidden", {});
  const [writesRefused, present] = await Promise.all([store.writeRefusal(), store.present()]);
  const whole = scopeOf(principal, id) === null;
  const facets = [...store.facets, ...present].filter((facet) => whole || !OF_THE_WHOLE.has(facet));
  return {
    id,
    label,
    kind,
    environment,
    color,
    readOnly: config.readOnly || writesRefused !== null,
    writesRefused,
    refused: [...store.refusedVerbs()],
    facets: facets.filter((facet) => facet !== "writer" || writesRefused === null),
    health: store.health(),
    role: principal.role,
  };
}
