import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import { makeApi } from "@/lib/http/app";
import { endpointsOf } from "@/lib/http/endpoint";
import { openApiDocument } from "@/lib/http/openapi";
import { schemas } from "@/lib/http/schemas";
import { startConsole, type TestConsole, testUser } from "@/lib/testing/api";
import { seed } from "@/lib/testing/seed";

let server: TestConsole;
let document: Document;
interface Operation {
  parameters?: { name: string; in: string; schema: Record<string, unknown> }[];
  requestBody?: { content: Record<string, { schema: { $ref: string } }> };
  responses: Record<string, { content?: Record<string, { schema?: { $ref: string } }> }>;
}
interface Document {
  openapi: string;
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown>; securitySchemes: Record<string, unknown> };
}
beforeAll(async () => {
  server = await startConsole({ users: [testUser("ada", "admin")] });
  await seed(server.redis.client());
  const redis = server.redis.client();
  await redis.hset("uniquejobs:d1:LOCKED", "j1", "1795355549.5");
  await redis.zadd("uniquejobs:digests", "1795355549.5", "uniquejobs:d1");
  await redis.hset("b-B1", { total: "3", pending: "1", created_at: "1795355549.5" });
  await redis.hset("schedules", "tidy", '{"cron":"0 3 * * *","class":"HardJob"}');
  document = await (await server.call("/openapi.json", { as: "ada" })).json();
});
afterAll(() => server.close());

const refsIn = (value: unknown): string[] =>
  [...JSON.stringify(value).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? "");

describe("the OpenAPI document", () => {
  it("lists every address, and no other", () => {
    const listed = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    const there = endpointsOf(server.runtime.api).map(({ method, path }) => `${method} ${path}`);
    expect(listed.sort()).toEqual([...there].sort());
    expect(document.openapi).toBe("3.1.0");
  });

  it("names every part of every path and every parameter of the query", () => {
    for (const { method, path, query } of endpointsOf(server.runtime.api)) {
      const named = document.paths[path]?.[method]?.parameters ?? [];
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect([path, named.filter((one) => one.in === "path").map((one) => one.name)]).toEqual([path, inPath]);
      expect([path, named.filter((one) => one.in === "query").map((one) => one.name)]).toEqual([path, query]);
    }
  });

  it("stands below the base path when there is one", () => {
    expect(document.servers).toEqual([{ url: "/api/v1" }]);
    const { services, config } = server.runtime;
    const below = openApiDocument(makeApi(services, config), { version: "1", basePath: "/tools/jobs" });
    expect(JSON.parse(below).servers).toEqual([{ url: "/tools/jobs/api/v1" }]);
  });

  it("points at nothing that is not there", () => {
    const refs = new Set(refsIn(document));
    expect(refs.size).toBeGreaterThan(20);
    for (const ref of refs)
      expect(document.components.schemas).toHaveProperty([ref.replace("#/components/schemas/", "")]);
  });

  it("says what each parameter must look like", () => {
    const schemaOf = (path: string, name: string) =>
      document.paths[path]?.get?.parameters?.find((one) => one.name === name)?.schema;
    expect(schemaOf("/{source}/sets/{set}/jobs", "set")).toEqual({
      type: "string",
      enum: ["scheduled", "retry", "dead"],
    });
    expect(schemaOf("/health", "max_latency")).toMatchObject({ type: "string", pattern: "^\\d{1,15}$" });
  });

  it("names the types and statuses of what is no plain JSON, and the header that a change needs", () => {
    const typesOf = (path: string, method: string, status: string) =>
      Object.keys(document.paths[path]?.[method]?.responses[status]?.content ?? {});
    expect(typesOf("/{source}/export", "get", "200")).toEqual(["text/csv", "application/x-ndjson"]);
    expect(typesOf("/{source}/locks/check", "post", "200")).toEqual(["application/x-ndjson"]);
    expect(typesOf("/metrics", "get", "200")).toEqual(["text/plain"]);
    expect(typesOf("/health", "get", "503")).toEqual(["application/json"]);
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, { parameters = [] }] of Object.entries(methods)) {
        const headers = parameters.filter((one) => one.in === "header").map(({ name }) => name);
        expect([path, method, headers]).toEqual([path, method, method === "get" ? [] : ["X-Signalbox"]]);
      }
    }
  });

  it("gives every operation its own id", () => {
    const ids = [...JSON.stringify(document.paths).matchAll(/"operationId":"([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(endpointsOf(server.runtime.api).length);
  });

  it("tells the truth: what the addresses answer has the shape it says", async () => {
    const named: Record<string, z.ZodType> = schemas;
    const first = async (list: string) => (await (await server.call(list, { as: "ada" })).json()).jobs[0];
    const { ref, jid } = await first("/default/sets/dead/jobs");
    const filled: Record<string, string> = {
      source: "default",
      queue: "default",
      set: "retry",
      id: jid,
      ref: encodeURIComponent(ref),
      digest: "uniquejobs:d1",
      bid: "B1",
      name: "s:tidy",
    };
    let checked = 0;
    for (const [path, methods] of Object.entries(document.paths)) {
      const schema = methods.get?.responses["200"]?.content?.["application/json"]?.schema?.$ref?.split("/").at(-1);
      if (schema === undefined || /\{id\}/.test(path.replace("/jobs/{id}", ""))) continue;
      const query = path.endsWith("/history")
        ? "?series=dead&from=0&to=1"
        : path.endsWith("/values")
          ? "?key=class"
          : "";
      const response = await server.call(
        `${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => filled[name] ?? name)}${query}`,
        { as: "ada" },
      );
      expect([path, response.status]).toEqual([path, 200]);
      const parsed = named[schema]?.safeParse(await response.json());
      expect([path, parsed?.error?.issues ?? []]).toEqual([path, []]);
      checked += 1;
    }
    expect(checked).toBeGreaterThan(15);
  });
});
