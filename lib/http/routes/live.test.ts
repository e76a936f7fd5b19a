import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startConsole, type TestConsole, testToken, testUser } from "@/lib/testing/api";
import { seed } from "@/lib/testing/seed";

let server: TestConsole;
beforeAll(async () => {
  server = await startConsole({
    users: [testUser("ada", "admin"), testUser("vera", "viewer", [{ source: "default", queues: ["vault"] }])],
    tokens: [testToken("prom", ["metrics"]), testToken("probe", ["health"])],
  });
  await seed(server.redis.client());
});
afterAll(() => server.close());

const get = async (path: string, as = "ada") => {
  const response = await server.call(path, { as });
  return { status: response.status, body: await response.json() };
};

describe("statistics for machines", () => {
  it("answers the JSON of Sidekiq Web 8.1's /stats, field by field", async () => {
    const { body } = await get("/stats");
    expect(Object.keys(body)).toEqual(["sidekiq", "redis", "server_utc_time"]);
    expect(Object.keys(body.sidekiq)).toEqual(
      "processed failed busy processes enqueued scheduled retries dead default_latency".split(" "),
    );
    expect(Object.keys(body.redis)).toEqual(
      "redis_version uptime_in_days connected_clients used_memory_human used_memory_peak_human store_name store_version".split(
        " ",
      ),
    );
    expect(body.sidekiq).toMatchObject({ processed: 100, failed: 7, enqueued: 9, scheduled: 3, retries: 3, dead: 3 });
    expect(body.redis.used_memory_human).toMatch(/^\d+\.\d\d[KMG]$/);
    expect(body.redis.connected_clients).toMatch(/^\d+$/);
    expect(body.server_utc_time).toMatch(/^\d\d:\d\d:\d\d UTC$/);
  });

  it("answers sizes by queue", async () => {
    expect((await get("/stats/queues")).body).toEqual({ default: 3, "mail-in": 3, vault: 3 });
    expect((await get("/stats/queues", "vera")).body).toEqual({ vault: 3 });
  });

  it("speaks Prometheus to a token that may do nothing else", async () => {
    const response = await server.call("/metrics", { token: "prom" });
    expect(response.headers.get("content-type")).toContain("text/plain");
    const text = await response.text();
    expect(text).toContain('signalbox_queue_size{source="default",queue="mail-in"} 3');
    expect(text).toContain('signalbox_up{source="default"} 1');
    expect((await server.call("/default/overview", { token: "prom" })).status).toBe(403);
    expect((await server.call("/metrics", { token: "probe" })).status).toBe(403);
  });

  it("keeps its series bounded with ten thousand queues", async () => {
    const crowd = await startConsole({ users: [testUser("ada", "admin")] });
    const redis = crowd.redis.client();
    const names = Array.from({ length: 10_000 }, (_, index) => `tenant-${index}`);
    await redis.sadd("queues", ...names);
    const pipeline = redis.pipeline();
    for (const name of names.slice(0, 600)) pipeline.lpush(`queue:${name}`, "{}");
    await pipeline.exec();
    const text = await (await crowd.call("/metrics", { as: "ada" })).text();
    const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    expect(lines.length).toBeLessThanOrEqual(2_000);
    expect(text).toContain('queue="other"');
    await crowd.close();
  });
});

describe("health", () => {
  it("answers what Rails answers, and judges by the bounds that were asked", async () => {
    const { status, body } = await get("/health?queue=default&max_size=3&max_failed=6");
    expect([status, body.status]).toEqual([200, "ok"]);
    expect(body).toMatchObject({ queue_sizes: { default: 3 }, failed_jobs: 6, reasons: [] });

    const crossed = await get("/health?queue=default&max_size=2");
    expect([crossed.status, crossed.body.status]).toEqual([503, "critical"]);
    expect(crossed.body.reasons).toEqual(["queue default holds 3 jobs, more than 2"]);
    expect((await get("/health?queue=missing&max_size=2")).status).toBe(503);
    expect((await server.call("/health", { token: "probe" })).status).not.toBe(403);
  });

  it("refuses parameters it does not know", async () => {
    expect((await get("/health?max_latncy=5")).status).toBe(400);
  });
});

describe("the live view", () => {
  it("has an ETag that answers 304 while nothing new was made", async () => {
    const first = await server.call("/default/overview", { as: "ada" });
    const again = await server.call("/default/overview", {
      as: "ada",
      headers: { "if-none-match": first.headers.get("etag") ?? "" },
    });
    expect([first.status, again.status]).toEqual([200, 304]);
  });

  it("hides charts, days and queues that are out of scope", async () => {
    const range = `from=${Date.now() - 60_000}&to=${Date.now()}`;
    expect((await get(`/default/history?series=queue:vault:size&${range}`, "vera")).status).toBe(200);
    expect((await get(`/default/history?series=queue:default:size&${range}`, "vera")).status).toBe(403);
    expect((await get(`/default/history?series=enqueued&${range}`, "vera")).status).toBe(403);
    expect((await get("/default/daily", "vera")).status).toBe(403);
    const overview = await get("/default/overview", "vera");
    expect(overview.body.sizes).toMatchObject({ enqueued: 3, retry: null, dead: null, scheduled: null });
    expect(JSON.stringify(overview.body)).not.toContain("mail-in");
  });

  it("counts the newest errors by class", async () => {
    const { body } = await get("/default/errors/recent");
    expect(body.looked).toEqual({ retry: 3, dead: 3 });
    expect(body.errors).toHaveLength(3);
    expect(body.errors[0]).toMatchObject({ errorClass: "RuntimeError", message: "boom", count: 2 });
    expect(body.errors[0].sets).toEqual(["retry", "dead"]);
  });

  it("says where the source's own records are kept", async () => {
    const { body } = await get("/default/about");
    expect(body.state.kind).toBe("redis");
    expect(body.source.id).toBe("default");
    expect(body.turnedOff).toEqual([]);
    expect(body.source).toMatchObject({ readOnly: false, writesRefused: null });
  });

  it("is read-only with the reason where the store's user may not write", async () => {
    const admin = server.redis.client();
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await admin.call("ACL", "SETUSER", "default", "-eval", "-evalsha");
    const { body } = await get("/default/about");
    await admin.call("ACL", "SETUSER", "default", "+eval", "+evalsha");
    expect(body.source).toMatchObject({ readOnly: true, writesRefused: "missing_rights" });
    expect(body.source.facets).not.toContain("writer");
    expect(body.turnedOff).toContainEqual({ feature: "writer", reason: "missing_rights" });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect((await get("/default/about")).body.source.facets).toContain("writer");
  });
});

describe("a store that does not answer", () => {
  it("leaves the last numbers in place with the reason, and is not healthy", async () => {
    await get("/default/overview");
    await server.redis.kill();
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const { status, body } = await get("/default/overview");
    expect(status).toBe(200);
    expect(body.health).toMatchObject({ state: "down", code: "source_unreachable" });
    expect(body.sizes.enqueued).toBe(9);
    expect(body.verdict).toHaveLength(1);
    expect(body.verdict[0].code).toBe("source_down");
    expect((await get("/health")).status).toBe(503);
    expect((await get("/stats")).status).toBe(503);
    const metrics = await (await server.call("/metrics", { token: "prom" })).text();
    expect(metrics).toContain('signalbox_up{source="default"} 0');
    expect((await get("/default/about")).status).toBe(200);
    await server.redis.start();
  });
});
