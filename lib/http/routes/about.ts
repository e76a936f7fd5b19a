import "server-only";
import type { Principal } from "@/lib/auth/principal";
import { limits } from "@/lib/config/limits";
import type { Facet, SourceAbout } from "@/lib/domain/source.schema";
import { AppError, isAppError } from "@/lib/errors/app-error";
import type { Trash } from "@/lib/stores/port";
import type { Api } from "../context";
import { endpoint, sourceParams } from "../endpoint";
import type { ApiServices } from "../services";
import type { SingleFlight } from "../single-flight";

const FACETS_OF_SIDEKIQ: readonly Facet[] = ["reader", "writer", "queues", "processes"];
const EMPTY_TRASH = { batches: 0, entries: 0, bytes: 0, maxEntries: limits.trashEntries, maxBytes: 0 };

/** What the store is, what to warn of, what is turned off and why. */
export function registerAbout(app: Api, services: ApiServices, lists: SingleFlight): void {
  endpoint(app, {
    method: "get",
    path: "/{source}/about",
    summary: "The store, its warnings, missing rights, and what is turned off because of them",
    permission: "read",
    params: sourceParams,
    response: "SourceAbout",
    handler: ({ params }, c) => lists.respond(c, () => about(services, params.source, c.get("principal"))),
  });
}

async function about(services: ApiServices, id: string, principal: Principal): Promise<SourceAbout> {
  const { registry, history, deployment } = services;
  const store = registry.open(id, principal);
  const [said, sinceMs, bytes, trash, state] = await Promise.all([
    whenUp(store.about(), { info: null, warnings: [], foundElsewhere: [], missingRights: [] }),
    whenUp(history.sinceMs(id), null),
    whenUp(history.bytes(id), 0),
    store.trash ? whenUp(trashTotals(store.trash), EMPTY_TRASH) : EMPTY_TRASH,
    whenUp(deployment?.(id) ?? Promise.resolve({ kind: "memory" as const, replicas: 1 }), {
      kind: "memory" as const,
      replicas: 1,
    }),
  ]);
  const source = (await registry.summaries(principal)).find((summary) => summary.id === id);
  if (!source) throw new AppError("source_unknown", { source: id });
  return {
    source: { ...source, health: store.health() },
    store: said.info,
    warnings: said.warnings,
    foundElsewhere: said.foundElsewhere,
    missingRights: said.missingRights,
    turnedOff: onceEach([
      ...(source.readOnly ? [{ feature: "writer", reason: source.writesRefused ?? "read_only" }] : []),
      ...FACETS_OF_SIDEKIQ.filter((facet) => !source.facets.includes(facet)).map((facet) => ({
        feature: facet,
        reason: "missing_rights",
      })),
      ...said.missingRights.map((right) => ({ feature: right.turnsOff, reason: "missing_rights" })),
      ...(state.kind === "memory" ? [{ feature: "shared_state", reason: "store_not_writable" }] : []),
    ]),
    state,
    history: { sinceMs, bytes },
    trash,
  };
}

/** The first reason is the one to name. */
function onceEach(turnedOff: SourceAbout["turnedOff"]): SourceAbout["turnedOff"] {
  const features = new Set(turnedOff.map(({ feature }) => feature));
  return [...features].flatMap((name) => turnedOff.find(({ feature }) => feature === name) ?? []);
}

async function trashTotals(trash: Trash): Promise<SourceAbout["trash"]> {
  const { batches, nextCursor, entries, bytes, maxEntries, maxBytes } = await trash.list({
    cursor: null,
    limit: limits.pageSizeMax,
  });
  return { batches: batches.length + (nextCursor === null ? 0 : 1), entries, bytes, maxEntries, maxBytes };
}

/** This page is read when something is wrong: what cannot be known is left out, the rest is shown. */
async function whenUp<T>(known: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await known;
  } catch (error) {
    if (isAppError(error) && error.status === 503) return otherwise;
    throw error;
  }
}
