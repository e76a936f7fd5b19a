import "server-only";
import { z } from "zod";
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
}

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** Adds one address to the document. */
export function describeEndpoint(app: Api, endpoint: Described): void {
  const { method, path, summary, permission, params, query, body, response } = endpoint;
  app.openAPIRegistry.registerPath({
    method,
    path,
    summary,
    operationId: operationId(method, path),
    description: permission === null ? "Everybody who is signed in." : `Needs the right \`${permission}\`.`,
    request: {
      ...(params && { params: textual(params) }),
      ...(query && { query: textual(query) }),
      ...(body && { body: { content: { "application/json": { schema: bodySchema(body) } } } }),
    },
    responses: {
      ...success(response),
      default: {
        description: "What went wrong; `code` is stable.",
        content: { "application/problem+json": { schema: reference("Problem") } },
      },
    },
  });
}

/** The document as JSON, OpenAPI 3.1. Made once: the addresses are known when the app is. */
export function openApiDocument(app: Api, version: string): string {
  for (const [name, schema] of Object.entries(componentSchemas())) {
    app.openAPIRegistry.registerComponent("schemas", name, schema);
  }
  app.openAPIRegistry.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: "session",
  });
  app.openAPIRegistry.registerComponent("securitySchemes", "basic", { type: "http", scheme: "basic" });
  app.openAPIRegistry.registerComponent("securitySchemes", "bearer", { type: "http", scheme: "bearer" });
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "Signalbox", version },
    servers: [{ url: "/api/v1" }],
    security: [{ session: [] }, { basic: [] }, { bearer: [] }],
  });
  return JSON.stringify(document);
}

function success(response: ResponseSchema) {
  if (response === "none") return { 204: { description: "Done." } };
  if (response === "binary") return { 200: { description: "The bytes.", content: { "application/octet-stream": {} } } };
  if (response === "stream")
    return { 200: { description: "Server-sent events.", content: { "text/event-stream": {} } } };
  const [, line] = response.split("lines:");
  if (line !== undefined)
    return {
      200: { description: "One on each line.", content: { "application/x-ndjson": { schema: reference(line) } } },
    };
  return { 200: { description: "OK", content: { "application/json": { schema: reference(response) } } } };
}

function bodySchema(body: z.ZodType) {
  const name = Object.entries(schemas).find(([, schema]) => schema === body)?.[0];
  if (name === undefined) throw new Error("a request body has no name in lib/http/schemas.ts");
  return reference(name);
}

/** Parameters are text on the wire, whatever they are parsed into. */
function textual(shape: z.ZodObject) {
  const fields = Object.entries(shape.shape).map(([name, schema]) => {
    const optional = schema instanceof z.ZodOptional || schema instanceof z.ZodDefault;
    return [name, optional ? z.string().optional() : z.string()] as const;
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
