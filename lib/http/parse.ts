import "server-only";
import type { z } from "zod";
import { AppError } from "@/lib/errors/app-error";
import type { ApiContext } from "./context";

/** What was wrong with which part of a request; becomes `fields` of the problem. */
export class InputError extends AppError {
  readonly fields: Readonly<Record<string, string>>;

  constructor(fields: Readonly<Record<string, string>>) {
    super("invalid_request", {});
    this.fields = fields;
  }
}

interface Schemas<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  readonly method: "get" | "post" | "patch" | "delete";
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
}

/** @throws InputError for anything the schemas do not name, a parameter given twice included */
export async function parseInput<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  schemas: Schemas<P, Q, B>,
  c: ApiContext,
): Promise<{ params: z.output<P>; query: z.output<Q>; body: z.output<B> }> {
  const query = singleValues(c.req.queries());
  if (!schemas.query && Object.keys(query).length > 0) throw new InputError(unknownFields(query));
  const body = schemas.method !== "get" && schemas.body ? await jsonBody(c) : {};
  return {
    params: check(schemas.params, c.req.param(), "path"),
    query: check(schemas.query, query, "query"),
    body: check(schemas.body, body, "body"),
  };
}

function check<S extends z.ZodType>(schema: S | undefined, value: unknown, where: string): z.output<S>;
function check(schema: z.ZodType | undefined, value: unknown, where: string): unknown {
  if (!schema) return {};
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields: Record<string, string> = {};
  for (const issue of parsed.error.issues.slice(0, 20)) {
    const names = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 20) : [issue.path.join(".")];
    for (const name of names) fields[`${where}.${name}`.slice(0, 200)] = issue.message.slice(0, 200);
  }
  throw new InputError(fields);
}

function singleValues(queries: Record<string, string[]>): Record<string, string> {
  const twice = Object.entries(queries).filter(([, values]) => values.length > 1);
  if (twice.length > 0) throw new InputError(unknownFields(Object.fromEntries(twice)));
  return Object.fromEntries(Object.entries(queries).map(([name, values]) => [name, values[0] ?? ""]));
}

function unknownFields(query: Record<string, unknown>): Record<string, string> {
  const names = Object.keys(query).slice(0, 20);
  return Object.fromEntries(names.map((name) => [`query.${name}`.slice(0, 200), "not expected here"]));
}

async function jsonBody(c: ApiContext): Promise<unknown> {
  const text = await c.req.text();
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError({ body: "is no valid JSON" });
  }
}
