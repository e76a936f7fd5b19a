import "server-only";
import type { Redis } from "ioredis";
import type { Facet } from "@/lib/domain/source.schema";
import { batchesPresent } from "./batches";
import type { SidekiqContext } from "./context";
import { cronPresent } from "./cron/cron-keys";
import { surveyKeys } from "./key-survey";
import { locksPresent } from "./locks/present";
import { metricsPresent } from "./metrics/present";
import { failuresPresent, limitersPresent, statusesPresent } from "./plugins";
import { profilesPresent } from "./profiles/present";

/** Whether the keys of a facet are there now, by a few cheap commands. */
export type Probe = (redis: Redis, ctx: SidekiqContext) => Promise<boolean>;

/** The facets that only some stores have. */
const PROBES: readonly { facet: Facet; probe: Probe }[] = [
  { facet: "cron", probe: cronPresent },
  { facet: "locks", probe: locksPresent },
  { facet: "batches", probe: batchesPresent },
  { facet: "limiters", probe: limitersPresent },
  { facet: "failures", probe: failuresPresent },
  { facet: "statuses", probe: statusesPresent },
  { facet: "metrics", probe: metricsPresent },
  { facet: "profiles", probe: profilesPresent },
];

const ASK_AGAIN_MS = 30_000;
const AFTER_FAILURE_MS = 3_000;

/**
 * See `Store.present`: looked up at most every half minute, and only the very first caller waits for it. What
 * cannot be asked now is as it was before.
 */
export function watchPresent(ctx: SidekiqContext): () => Promise<ReadonlySet<Facet>> {
  let known: ReadonlySet<Facet> = new Set();
  let first: Promise<void> | null = null;
  let askAgainMs = 0;

  async function ask(): Promise<void> {
    askAgainMs = Date.now() + ASK_AGAIN_MS;
    await ctx.link.bulk((redis) => surveyKeys(redis, ctx)).catch(() => {});
    const present = await ctx.link.read((redis) =>
      Promise.all(
        PROBES.map(async ({ facet, probe }) =>
          (await probe(redis, ctx).catch(() => known.has(facet))) ? facet : null,
        ),
      ),
    );
    known = new Set(present.filter((facet) => facet !== null));
  }

  return async () => {
    if (Date.now() >= askAgainMs) {
      const asking = ask().catch(() => {
        askAgainMs = Date.now() + AFTER_FAILURE_MS;
      });
      first ??= asking;
    }
    await first;
    return known;
  };
}
