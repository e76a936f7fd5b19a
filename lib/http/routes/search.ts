import "server-only";
import { z } from "zod";
import { limits } from "@/lib/config/limits";
import type { FilterValues, SearchPlace } from "@/lib/domain/search.schema";
import { searchUpdates } from "@/lib/search/scan/updates";
import { storeOf } from "../action-context";
import type { Api } from "../context";
import { endpoint, filterParam, sourceParams, whole } from "../endpoint";
import { respondLines } from "../ndjson";
import type { ApiServices } from "../services";
import { Turns } from "../turns";

/** `retry,dead`, `running`, or one queue as `queue:NAME`; all of them when it is left out. */
const placesParam = z
  .string()
  .max(600)
  .transform((text, context): SearchPlace[] => {
    if (text.startsWith("queue:")) return [{ queue: text.slice("queue:".length) }];
    return text.split(",").map((name) => {
      if (name === "running") return { running: true };
      if (name === "scheduled" || name === "retry" || name === "dead") return { set: name };
      context.addIssue({ code: "custom", message: "is no place of jobs" });
      return z.NEVER;
    });
  });

const searchQuery = z.strictObject({
  q: filterParam,
  in: placesParam.optional(),
  rows: whole(0, limits.searchRowsMax).optional(),
  direction: z.enum(["forward", "backward"]).optional(),
});

const valuesQuery = z.strictObject({
  key: z.enum(["class", "queue", "error", "tag", "bid", "set", "process", "cron", "lock", "arg", "argName"]),
  /** Of `arg`: the names from the arguments downwards, as a JSON list. */
  path: z
    .string()
    .max(500)
    .transform((text, context): string[] => {
      const names = z.array(z.string().max(200)).min(1).max(20).safeParse(tryJson(text));
      if (names.success) return names.data;
      context.addIssue({ code: "custom", message: "is no JSON list of names" });
      return z.NEVER;
    })
    .optional(),
  prefix: z.string().max(200).optional(),
  in: placesParam.optional(),
});

export function registerSearch(app: Api, services: ApiServices): void {
  const turns = new Turns();
  const valueTurns = new Turns();
  const values = new ValuesCache();

  endpoint(app, {
    method: "get",
    path: "/{source}/search",
    summary: "Look through sets and queues to their end: a line of JSON as it goes, with rows, sums and facets",
    permission: "read",
    params: sourceParams,
    query: searchQuery,
    response: "lines:SearchUpdate",
    handler: async ({ params: { source }, query }, c) => {
      const { reader } = storeOf(c, services, source);
      const request = {
        places: query.in ?? null,
        q: query.q ?? null,
        rows: query.rows ?? limits.searchRows,
        direction: query.direction ?? ("forward" as const),
      };
      return respondLines(c, {
        lines: (signal) => searchUpdates(reader, request, { signal }),
        closing: services.closing,
        onEnd: await turns.hold(c.get("principal").name),
      });
    },
  });

  endpoint(app, {
    method: "get",
    path: "/{source}/search/values",
    summary: "Values of a filter's key that exist, with counts among the entries looked at",
    permission: "read",
    params: sourceParams,
    query: valuesQuery,
    response: "FilterValues",
    handler: async ({ params: { source }, query }, c) => {
      const { reader } = storeOf(c, services, source);
      const { name } = c.get("principal");
      const request = { key: query.key, path: query.path ?? null, places: query.in ?? null };
      const found = await values.get(JSON.stringify([source, name, request]), () =>
        valueTurns.take(name, () => reader.values(request)),
      );
      return c.json(startingWith(found, query.prefix ?? ""));
    },
  });
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Those that begin with what was typed, then those that hold it. */
function startingWith(found: FilterValues, typed: string): FilterValues {
  const wanted = typed.toLowerCase();
  const holding = found.values.filter(({ value }) => value.toLowerCase().includes(wanted));
  const first = holding.filter(({ value }) => value.toLowerCase().startsWith(wanted));
  const values = [...first, ...holding.filter((each) => !first.includes(each))];
  return { ...found, values: values.slice(0, limits.valuesShown) };
}

/** What was counted a moment ago, by whom it was asked for; a new letter typed asks for the same again. */
class ValuesCache {
  readonly #kept = new Map<string, { atMs: number; values: Promise<FilterValues> }>();

  get(key: string, read: () => Promise<FilterValues>): Promise<FilterValues> {
    const now = Date.now();
    for (const [name, { atMs }] of this.#kept) if (now - atMs > limits.valuesKeepMs) this.#kept.delete(name);
    const known = this.#kept.get(key);
    if (known) return known.values;
    const values = read();
    values.catch(() => this.#kept.delete(key));
    if (this.#kept.size < limits.valuesKept) this.#kept.set(key, { atMs: now, values });
    return values;
  }
}
