import "server-only";
import { z } from "@hono/zod-openapi";
import type { Api } from "./context";
import { type ResponseSchema, type SchemaName, schemas } from "./schemas";

interface Described {
  readonly method: "get" | "post" | "patch" | "delete";
  readonly path: string;
  readonly summary: string;
  readonly permission: string | null;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly response: ResponseSchema;
  readonly alsoWith?: readonly number[];
}

const INTRODUCTION = [
  "A person comes with the cookie of the console or with Basic, a machine with `Authorization: Bearer sbx_…`.",
  "Whoever changes something without a token sends JSON with `X-Signalbox: 1` and the console's own `Origin`.",
  "Names that are awkward in a path travel as `~` and base64url.",
].join(" ");

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** Adds one address to the document. */
export function describeEndpoint(app: Api, endpoint: Described): void {
  const { method, path, summary, permission, params, query, body, response, alsoWith = [] } = endpoint;
  app.openAPIRegistry.registerPath({
    method,
    path,
    summary,
    operationId: operationId(method, path),
    description: permission === null ? "Everybody who is signed in." : `Needs the right \`${permission}\`.`,
    request: {
      ...(params && { params: asSent(params) }),
      ...(query && { query: asSent(query) }),
      ...(method !== "get" && { headers: z.object({ "X-Signalbox": FROM_HERE }) }),
      ...(body && { body: { content: { "application/json": { schema: bodySchema(body) } } } }),
    },
    responses: {
      ...Object.fromEntries([response === "none" ? 204 : 200, ...alsoWith].map((status) => [status, answer(response)])),
      default: {
        description: "What went wrong; `code` is stable.",
        content: { "application/problem+json": { schema: reference("Problem") } },
      },
    },
  });
}

/** The document as JSON, OpenAPI 3.1. Made once: the addresses are known when the app is. */
export function openApiDocument(app: Api, { version, basePath }: { version: string; basePath: string }): string {
  for (const [name, schema] of Object.entries(componentSchemas())) {
    app.openAPIRegistry.registerComponent("schemas", name, schema);
  }
  app.openAPIRegistry.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: "signalbox-session",
    description: "Set by signing in. Its real name has a part of its own for each installation.",
  });
  app.openAPIRegistry.registerComponent("securitySchemes", "basic", { type: "http", scheme: "basic" });
  app.openAPIRegistry.registerComponent("securitySchemes", "bearer", { type: "http", scheme: "bearer" });
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "Signalbox", version, description: INTRODUCTION },
    servers: [{ url: `${basePath}/api/v1` }],
    security: [{ session: [] }, { basic: [] }, { bearer: [] }],
  });
  return JSON.stringify(document);
}

function answer(response: ResponseSchema) {
  if (response === "none") return { description: "Done." };
  if (response === "stream") return { description: "Server-sent events.", content: { "text/event-stream": {} } };
  const [kind, rest = ""] = response.split(":");
  if (kind === "bytes") {
    return { description: "The bytes.", content: Object.fromEntries(rest.split(",").map((type) => [type, {}])) };
  }
  if (kind === "lines") {
    return { description: "One on each line.", content: { "application/x-ndjson": { schema: reference(rest) } } };
  }
  return { description: "OK", content: { "application/json": { schema: reference(response) } } };
}

function bodySchema(body: z.ZodType) {
  const name = Object.entries(schemas).find(([, schema]) => schema === body)?.[0];
  if (name === undefined) throw new Error("a request body has no name in lib/http/schemas.ts");
  return reference(name);
}

const FROM_HERE = z.literal("1").optional().openapi({ description: "Required unless a token is sent." });

/** Parameters are text on the wire, whatever they are parsed into: of them, what the text must look like. */
function asSent(shape: z.ZodObject) {
  const fields = Object.entries(shape.shape).map(([name, schema]) => {
    const { $schema: _, ...text }: object & { $schema?: string } = z.toJSONSchema(schema, {
      io: "input",
      unrepresentable: "any",
    });
    const optional = schema instanceof z.ZodOptional || schema instanceof z.ZodDefault;
    const described = z.string().openapi({ ...text, type: "string" });
    return [name, optional ? described.optional() : described] as const;
  });
  return z.object(Object.fromEntries(fields));
}

function operationId(method: string, path: string): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  return [method, ...words].join("_");
}

function componentSchemas(): Record<SchemaName, object> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const { schemas: made } = z.toJSONSchema(registry, {
    uri: (id) => `#/components/schemas/${id}`,
    unrepresentable: "any",
  });
  return Object.fromEntries(
    Object.entries(made).map(([id, { $id: _id, $schema: _schema, ...schema }]) => [id, schema]),
  ) as Record<SchemaName, object>;
}
