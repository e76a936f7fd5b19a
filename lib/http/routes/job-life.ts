import "server-only";
import { z } from "zod";
import type { AuditEntry } from "@/lib/domain/audit.schema";
import type { JobLife, OperationMove } from "@/lib/domain/job-life.schema";
import { storeOf } from "../action-context";
import type { Api, ApiOptions } from "../context";
import { endpoint, sourceParams } from "../endpoint";
import type { ApiServices } from "../services";
import type { Turns } from "../turns";

/** Pages of the record that are looked through, 2,000 records each at most. */
const PAGES = 3;
const EVENTS = 50;
/** An entry and the job made from it, in this order. */
const MAKES = new Set(["job.edit", "job.edit_copy", "job.duplicate", "job.enqueue"]);

export function registerJobLife(app: Api, services: ApiServices, searches: Turns, { links = [] }: ApiOptions): void {
  endpoint(app, {
    method: "get",
    path: "/{source}/jobs/{id}/life",
    summary: "What was done to a job from Signalbox and by whom, as far as the record goes back",
    permission: "read",
    params: sourceParams.extend({ id: z.string().min(1).max(200) }),
    response: "JobLife",
    handler: async ({ params: { source, id } }, c) => {
      storeOf(c, services, source);
      const { name, scopes } = c.get("principal");
      const read = () =>
        Promise.all([readLife(services, source, id), services.operations.moves(source, c.get("principal"), id)]);
      const [life, { moves, complete }] = await searches.take(name, read);
      // The record does not say of which queue a job was: who sees only some queues sees what they did themselves.
      const own = ({ actor }: JobLife["events"][number]) => scopes === null || actor === name;
      const events = [...life.events.filter(own), ...moves.map(ofOperation)].sort((a, b) => a.atMs - b.atMs);
      return c.json({ events: events.slice(-EVENTS), complete: life.complete && complete });
    },
  });

  endpoint(app, {
    method: "get",
    path: "/links",
    summary: "Templates of links out of a job",
    permission: "read",
    response: "LinkList",
    handler: (_input, c) => c.json({ links: [...links] }),
  });
}

async function readLife({ audit }: ApiServices, source: string, id: string): Promise<JobLife> {
  const events: JobLife["events"] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES; page++) {
    const { entries, nextCursor } = await audit.page({ cursor, limit: EVENTS, q: id });
    for (const entry of entries) {
      const done = entry.outcome?.done ?? 0;
      if (entry.phase !== "result" || entry.source !== source || done === 0 || !entry.targets.includes(id)) continue;
      if (entry.action.startsWith("job.")) events.push(eventOf(entry, id, done));
    }
    cursor = nextCursor;
    if (cursor === null || events.length >= EVENTS) break;
  }
  return { events: events.slice(0, EVENTS).reverse(), complete: cursor === null };
}

function eventOf({ atMs, durationMs, action, actor, outcome, targets }: AuditEntry, id: string, done: number) {
  const [from, made] = MAKES.has(action) ? targets : [];
  const related =
    from === undefined || made === undefined
      ? null
      : made === id
        ? { jid: from, relation: "from" as const }
        : { jid: made, relation: "made" as const };
  // When it was begun: a worker may have taken the job before the result was written.
  return {
    atMs: atMs - (durationMs ?? 0),
    action,
    actor,
    requested: outcome?.requested ?? done,
    done,
    related,
    operation: null,
  };
}

function ofOperation({ operation, verb, actor, atMs }: OperationMove): JobLife["events"][number] {
  return { atMs, action: `job.${verb}`, actor, requested: 1, done: 1, related: null, operation };
}
