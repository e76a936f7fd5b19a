import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PERMISSIONS } from "@/lib/domain/permissions";
import { type EndpointFacts, endpointsOf } from "@/lib/http/endpoint";
import { startConsole, type TestConsole, type TestRequest, testToken, testUser } from "@/lib/testing/api";
import { seed } from "@/lib/testing/seed";

/** Who asks, and which rights they have: by the table of permissions, plus what a token carries. */
const CALLERS: Record<string, { request: TestRequest; rights: (permission: string) => boolean }> = {
  none: { request: {}, rights: () => false },
  viewer: { request: { as: "vera" }, rights: roleHas("viewer") },
  operator: { request: { as: "otto" }, rights: roleHas("operator") },
  admin: { request: { as: "ada" }, rights: roleHas("admin") },
  scoped: { request: { as: "sam" }, rights: roleHas("operator") },
  wrongPassword: { request: { as: "stranger", ip: "10.9.9.9" }, rights: () => false },
  tokenRead: { request: { token: "read" }, rights: roleHas("viewer") },
  tokenOperate: { request: { token: "operate" }, rights: roleHas("operator") },
  tokenHealth: { request: { token: "health" }, rights: (permission) => permission === "health.read" },
  tokenMetrics: { request: { token: "metrics" }, rights: (permission) => permission === "metrics.read" },
  tokenDeploy: { request: { token: "deploy" }, rights: (permission) => permission === "deploys.mark" },
  tokenReadDeploy: {
    request: { token: "readdeploy" },
    rights: (permission) => permission === "deploys.mark" || roleHas("viewer")(permission),
  },
  tokenExpired: { request: { token: "expired" }, rights: () => false },
};
const NOBODY = ["none", "wrongPassword", "tokenExpired"];

function roleHas(role: "viewer" | "operator" | "admin") {
  const table: Record<string, readonly string[]> = PERMISSIONS;
  return (permission: string) => table[permission]?.includes(role) ?? false;
}

let server: TestConsole;
beforeAll(async () => {
  server = await startConsole({
    users: [
      testUser("vera", "viewer"),
      testUser("otto", "operator"),
      testUser("ada", "admin"),
      testUser("sam", "operator", [{ source: "default", queues: ["mail-*"] }]),
    ],
    tokens: [
      testToken("read", ["read"]),
      testToken("operate", ["operate"]),
      testToken("health", ["health"]),
      testToken("metrics", ["metrics"]),
      testToken("deploy", ["deploy"]),
      testToken("readdeploy", ["read", "deploy"]),
      testToken("expired", ["operate"], Date.now() - 1),
    ],
  });
  await seed(server.redis.client());
});
afterAll(() => server.close());

const FILLED: Record<string, string> = {
  source: "default",
  queue: "mail-in",
  set: "retry",
  id: "AAAAAAAAAAAAAAAAAAAAAA",
  ref: "s~retry~1~AAAAAAAAAAAAAAAAAAAAAA~0",
  identity: "gone:1:x",
  digest: "uniquejobs:none",
  name: "c:default:none",
  bid: "nobatch",
  class: "HardJob",
  key: "token-jid",
};

const fill = (path: string) => path.replaceAll(/\{(\w+)\}/g, (_, name: string) => FILLED[name] ?? `missing-${name}`);

async function ask(endpoint: EndpointFacts, request: TestRequest): Promise<Response> {
  const response = await server.call(
    fill(endpoint.path),
    endpoint.method === "get"
      ? { ...request, method: "GET" }
      : { ...request, method: endpoint.method.toUpperCase(), body: {} },
  );
  await response.body?.cancel();
  return response;
}

describe("every address", () => {
  it("has a permission of the table, and a value for each part of its path", () => {
    const endpoints = endpointsOf(server.runtime.api);
    expect(endpoints.length).toBeGreaterThan(30);
    for (const { path, permission } of endpoints) {
      expect(fill(path)).not.toContain("missing-");
      expect(permission === null || permission in PERMISSIONS).toBe(true);
    }
  });

  it("answers each caller by right and by nothing else", async () => {
    const wrong: string[] = [];
    for (const endpoint of endpointsOf(server.runtime.api)) {
      for (const [name, { request, rights }] of Object.entries(CALLERS)) {
        const { status } = await ask(endpoint, request);
        const cell = `${endpoint.method} ${endpoint.path} as ${name}: ${status}`;
        if (NOBODY.includes(name)) {
          if (status !== 401 && status !== 429) wrong.push(cell);
        } else if (endpoint.permission !== null && !rights(endpoint.permission)) {
          if (status !== 403) wrong.push(cell);
        } else if (status === 401 || status >= 500) wrong.push(cell);
        else if (status === 403 && name !== "scoped") wrong.push(cell);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("is found under one spelling only, whatever a proxy or Next might make of another", async () => {
    const paths = [
      "//default/queues",
      "/default/queues/",
      "/default//queues",
      "/default/queues.rsc",
      "/default/%71ueues/../queues",
    ];
    for (const path of paths) {
      for (const headers of [{}, { "x-middleware-subrequest": "middleware" }, { RSC: "1" }, { "Next-Action": "x" }]) {
        const response = await server.call(path, { headers });
        expect([path, response.status]).toEqual([path, 401]);
        expect(await response.text()).not.toContain("mail-in");
      }
    }
  });

  it("is not reached by another method or by an override", async () => {
    for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const response = await server.call("/default/queues/mail-in/clear", { as: "ada", method });
      expect(response.status).toBe(404);
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
    }
    const headers = { "x-http-method-override": "POST" };
    expect((await server.call("/default/queues/mail-in/clear", { as: "ada", headers })).status).toBe(404);
  });
});

describe("the rights of a role", () => {
  const job = { action: "delete", refs: ["s~retry~1~AAAAAAAAAAAAAAAAAAAAAA~0"] };

  it("give removal without undo to admins alone", async () => {
    const body = { ...job, withoutUndo: true };
    expect((await server.call("/default/jobs/actions", { as: "otto", body })).status).toBe(403);
    expect((await server.call("/default/jobs/actions", { as: "ada", body })).status).toBe(200);
    const clear = { expected: 3, confirm: "default", withoutUndo: true };
    expect((await server.call("/default/queues/default/clear", { as: "otto", body: clear })).status).toBe(403);
  });

  it("let nobody but who manages sessions end those of others", async () => {
    for (const as of ["vera", "otto"]) {
      expect((await server.call("/me/sign-out-everywhere", { as, body: { name: "ada" } })).status).toBe(403);
      expect((await server.call("/me/sign-out-everywhere", { as, body: {} })).status).toBe(204);
    }
    expect((await server.call("/me/sign-out-everywhere", { as: "ada", body: { name: "vera" } })).status).toBe(204);
  });

  it("end when the role does: the very next request is refused", async () => {
    const { auth } = server.runtime;
    expect((await server.call("/default/jobs/actions", { as: "otto", body: job })).status).toBe(200);
    const { users, tokens } = server.runtime.config;
    auth.reload([...users.filter(({ name }) => name !== "otto"), testUser("otto", "viewer")], tokens);
    expect((await server.call("/default/jobs/actions", { as: "otto", body: job })).status).toBe(403);
    auth.reload(users, tokens);
  });
});
