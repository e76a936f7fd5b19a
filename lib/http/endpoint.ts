import "server-only";
import { z } from "zod";
import { can } from "@/lib/auth/principal";
import { decodeName } from "@/lib/domain/paths";
import type { Permission } from "@/lib/domain/permissions";
import { sourceId } from "@/lib/domain/source.schema";
import { AppError } from "@/lib/errors/app-error";
import type { Api, ApiContext } from "./context";
import { describeEndpoint } from "./openapi";
import { parseInput } from "./parse";
import type { ResponseSchema } from "./schemas";

const nothing = z.strictObject({});
type Shape = z.ZodObject;

/** One address of the API: what it takes, who may ask, what it answers. The route table is made of these alone. */
export interface Endpoint<P extends Shape, Q extends Shape, B extends z.ZodType> {
  readonly method: "get" | "post" | "patch" | "delete";
  /** Below `/api/v1`, with `{name}` for a segment. */
  readonly path: string;
  readonly summary: string;
  /** null = everybody who is signed in. */
  readonly permission: Permission | null;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** A name of `schemas`; `bytes:` and `stream` are no JSON. */
  readonly response: ResponseSchema;
  /** Other statuses that carry the same answer. */
  readonly alsoWith?: readonly number[];
  readonly handler: (
    input: { params: z.output<P>; query: z.output<Q>; body: z.output<B> },
    c: ApiContext,
  ) => Response | Promise<Response>;
}

export interface EndpointFacts {
  readonly method: "get" | "post" | "patch" | "delete";
  readonly path: string;
  readonly permission: Permission | null;
  readonly query: readonly string[];
}

const tables = new WeakMap<Api, EndpointFacts[]>();

/** Every address of this app, in the order they were added. */
export function endpointsOf(app: Api): readonly EndpointFacts[] {
  return tables.get(app) ?? [];
}

/** Adds an address: its right is checked and its input parsed before the handler sees anything. */
export function endpoint<
  P extends Shape = typeof nothing,
  Q extends Shape = typeof nothing,
  B extends z.ZodType = typeof nothing,
>(app: Api, definition: Endpoint<P, Q, B>): void {
  const { method, path, permission } = definition;
  const query = Object.keys(definition.query?.shape ?? {});
  tables.set(app, [...endpointsOf(app), { method, path, permission, query }]);
  describeEndpoint(app, definition);
  app[method](path.replaceAll(/\{(\w+)\}/g, ":$1"), async (c) => {
    const principal = c.get("principal");
    if (permission !== null && !can(principal, permission)) throw new AppError("forbidden", { permission });
    return definition.handler(await parseInput(definition, c), c);
  });
}

/** `{source}` in a path. */
export const sourceParams = z.object({ source: sourceId });

/** A name in a path, as `encodeName` writes it. */
export const nameSegment = z.string().transform((text, context) => {
  const name = decodeName(text);
  if (name === null || name.length > 500) context.addIssue({ code: "custom", message: "is no name" });
  return name ?? "";
});

/** A whole number in the query: digits alone, in a range. */
export const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, "must be a whole number")
    .transform(Number)
    .pipe(z.number().min(min).max(max));

export const cursorParam = z.string().min(1).max(1_000).optional();
export const filterParam = z.string().min(1).max(500).optional();
export const refSegment = z.string().min(1).max(1_000);
