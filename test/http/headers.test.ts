import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { limits } from "@/lib/config/limits";
import { endpointsOf } from "@/lib/http/endpoint";
import { startConsole, type TestConsole, testUser } from "@/lib/testing/api";
import { job, seed } from "@/lib/testing/seed";

let server: TestConsole;
beforeAll(async () => {
  server = await startConsole({ users: [testUser("ada", "admin")] });
  await seed(server.redis.client());
});
afterAll(() => server.close());

const FIXED: Record<string, RegExp> = {
  "cache-control": /^private, no-store(, no-transform)?$/,
  "content-security-policy": /default-src 'none'.*frame-ancestors 'none'/,
  "x-frame-options": /^DENY$/,
  "x-content-type-options": /^nosniff$/,
  "referrer-policy": /^no-referrer$/,
  "cross-origin-resource-policy": /^same-origin$/,
  "permissions-policy": /camera=\(\)/,
  "x-request-id": /^[0-9a-f-]{36}$/,
};

function lacks(response: Response): string[] {
  return Object.entries(FIXED)
    .filter(([name, value]) => !value.test(response.headers.get(name) ?? ""))
    .map(([name]) => name);
}

const TYPES =
  /^(application\/(json|problem\+json|x-ndjson|octet-stream)(; charset=utf-8)?|text\/plain.*|text\/csv.*|text\/event-stream.*)$/i;

describe("every answer", () => {
  it("carries the same protection on every address and status", async () => {
    const statuses = new Set<number>();
    const queue = "/default/queues/default/jobs";
    const etag = (await server.call(queue, { as: "ada" })).headers.get("etag") ?? "";
    const requests: [string, Parameters<TestConsole["call"]>[1]][] = [
      ["/nowhere/at/all", { as: "ada" }],
      [queue, { as: "ada", headers: { "if-none-match": etag } }],
      [queue, { as: "ada", method: "HEAD" }],
      ["/me/sign-out-everywhere", { as: "ada", body: {} }],
      ["/me/sign-out-everywhere", { as: "ada", body: "x".repeat(200_000) }],
      ["/me", { as: "ada", method: "OPTIONS" }],
      ["/me/sign-out-everywhere", { as: "ada", body: {}, headers: { "sec-fetch-site": "cross-site" } }],
    ];
    for (const { method, path } of endpointsOf(server.runtime.api)) {
      const filled = path.replaceAll(/\{\w+\}/g, "default");
      const body = method === "post" ? { body: {} } : {};
      requests.push([filled, { as: "ada", ...body }], [filled, body], [`${filled}?surprise=1`, { as: "ada", ...body }]);
    }
    for (const [path, init] of requests) {
      const response = await server.call(path, init);
      statuses.add(response.status);
      expect([path, response.status, lacks(response)]).toEqual([path, response.status, []]);
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
      const type = response.headers.get("content-type");
      if (type !== null) expect(type).toMatch(TYPES);
      const file = response.headers.get("content-disposition");
      if (file !== null) expect(file).toMatch(/^attachment; filename="[a-z0-9-]+(\.[a-z]+)+"$/);
      if (response.status >= 400) expect(type).toMatch(/^application\/problem\+json/);
      await response.body?.cancel();
    }
    for (const status of [200, 204, 304, 400, 401, 403, 404, 413]) expect([...statuses]).toContain(status);
  });
});

describe("an error", () => {
  it("says in a sentence what to do, and asks for a password only who is no page of the console", async () => {
    const asked = async (headers: Record<string, string | undefined>) =>
      (await server.call("/me", { headers })).headers.get("www-authenticate");
    expect(await asked({ "x-signalbox": undefined })).toMatch(/^Basic realm="Signalbox"/);
    expect(await asked({ "x-signalbox": "1" })).toBeNull();
    expect(await asked({ "x-signalbox": undefined, cookie: "a=b" })).toBeNull();
    expect(await asked({ "x-signalbox": undefined, accept: "text/event-stream" })).toBeNull();
    const { detail } = await (await server.call("/elsewhere/about", { as: "ada" })).json();
    expect(detail).toMatch(/^elsewhere: There is no source of this name/);
  });
});

describe("a download", () => {
  it("has a name of a fixed alphabet, whatever its queue is called, and the queue's own stands in no header", async () => {
    const name = 'q"\r\nSet-Cookie: a=b; filename="x.exe';
    const redis = server.redis.client();
    await redis.sadd("queues", name);
    await redis.lpush(`queue:${name}`, job({ queue: name }));
    const segment = `~${Buffer.from(name).toString("base64url")}`;
    const response = await server.call(`/default/queues/${segment}/export?format=csv`, { as: "ada" });
    expect([response.status, response.headers.get("content-disposition")]).toEqual([
      200,
      'attachment; filename="default-queue.csv"',
    ]);
    expect(JSON.stringify([...response.headers])).not.toMatch(/exe|set-cookie/i);
    expect(await response.text()).toContain('q""');
    const list = await (await server.call(`/default/queues/${segment}/jobs`, { as: "ada" })).json();
    const payload = await server.call(`/default/entries/${list.jobs[0].ref}/payload`, { as: "ada" });
    expect([payload.status, payload.headers.get("content-disposition")]).toEqual([
      200,
      'attachment; filename="job.json"',
    ]);
    await redis.srem("queues", name);
    await redis.del(`queue:${name}`);
  });
});

describe("a body", () => {
  it("that is too large is refused by its size alone, told or not, and nobody reads on", async () => {
    const body = { action: "retry", refs: ["x".repeat(200_000)] };
    for (const size of [{}, { "content-length": "200040" }]) {
      const response = await server.call("/default/jobs/actions", { as: "ada", body, headers: size });
      expect([response.status, (await response.json()).code]).toEqual([413, "too_large"]);
      expect(response.headers.get("connection")).toBe("close");
    }
  });

  it("with names that mean something to JavaScript, or nested beyond reason, is a bad request and no more", async () => {
    const texts = [
      '{"__proto__":{"role":"admin"},"action":"retry","refs":["x"]}',
      '{"constructor":{"prototype":{"role":"admin"}},"action":"retry","refs":["x"]}',
      `${"[".repeat(60_000)}${"]".repeat(60_000)}`,
      "{",
      "null",
      '"text"',
    ];
    for (const body of texts) {
      const response = await server.call("/default/jobs/actions", { as: "ada", body });
      expect([body.slice(0, 40), response.status]).toEqual([body.slice(0, 40), 400]);
      expect((await response.json()).code).toBe("invalid_request");
    }
    expect(Object.hasOwn(Object.prototype, "role")).toBe(false);
  });
});

describe("a list", () => {
  it("is read once for all who ask at the same time, and is 304 for who has it", async () => {
    const path = "/default/sets/dead/jobs?limit=10";
    const answers = await Promise.all(Array.from({ length: 20 }, () => server.call(path, { as: "ada" })));
    const tags = new Set(answers.map((answer) => answer.headers.get("etag")));
    expect(tags.size).toBe(1);
    const [etag] = tags;
    await new Promise((resolve) => setTimeout(resolve, limits.singleFlightMs + 50));
    const again = await server.call(path, { as: "ada", headers: { "if-none-match": etag ?? "" } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe("");
  });
});
