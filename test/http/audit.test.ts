import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAudit } from "@/lib/audit/audit";
import type { AuditEntry } from "@/lib/domain/audit.schema";
import { endpointsOf } from "@/lib/http/endpoint";
import { openRedisLink } from "@/lib/redis/open";
import { startConsole, type TestConsole, testUser } from "@/lib/testing/api";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { seed } from "@/lib/testing/seed";

const record = (over: Partial<AuditEntry> = {}): Omit<AuditEntry, "id" | "atMs"> => ({
  phase: "event",
  requestId: "r",
  actor: "ada",
  method: "session",
  ip: null,
  action: "job.retry",
  source: "default",
  targets: [],
  targetTotal: 0,
  targetHash: null,
  outcome: null,
  error: null,
  reason: null,
  durationMs: null,
  ...over,
});

const EDITED = { ref: "s~dead~1~AAAAAAAAAAAAAAAAAAAAAA~0", token: "A".repeat(22) };
const CRON = {
  class: "Report",
  schedule: { kind: "cron", text: "0 5 * * *" },
  args: "[]",
  queue: null,
  description: null,
  activeJob: false,
};

describe("the record of every change", () => {
  let server: TestConsole;
  beforeAll(async () => {
    server = await startConsole({ users: [testUser("ada", "admin"), testUser("vera", "viewer")] });
    await seed(server.redis.client());
  });
  afterAll(() => server.close());

  const entries = async (): Promise<AuditEntry[]> => {
    const page = await (await server.call("/audit?limit=100", { as: "ada" })).json();
    expect(page.durable).toBe(true);
    return page.entries;
  };

  it("has an intent and a result for each, with equal counts", async () => {
    const list = await (await server.call("/default/sets/dead/jobs", { as: "ada" })).json();
    const refs = list.jobs.map(({ ref }: { ref: string }) => ref);
    const body = { action: "retry", refs: [...refs, "s~dead~1~AAAAAAAAAAAAAAAAAAAAAA~0"], reason: "deploy was broken" };
    const response = await server.call("/default/jobs/actions", { as: "ada", body });
    const { requested, done, gone, refused, unknown } = await response.json();
    expect({ requested, done }).toEqual({ requested: refs.length + 1, done: refs.length });
    const [result, intent] = await entries();
    expect(intent).toMatchObject({ phase: "intent", action: "job.retry", actor: "ada", targetTotal: refs.length + 1 });
    expect(result).toMatchObject({ phase: "result", requestId: intent?.requestId, reason: "deploy was broken" });
    expect(result?.outcome).toEqual({ requested, done, gone, refused, unknown });
    expect(response.headers.get("x-request-id")).toBe(intent?.requestId);
  });

  it("leaves no changing address out: each writes an intent, or a refusal before it", async () => {
    const filled: Record<string, string> = {
      source: "default",
      queue: "default",
      id: "A".repeat(22),
      identity: "host-0:100:abc",
      name: "c:default:none",
    };
    const bodies: Record<string, unknown> = {
      "/me/sign-out-everywhere": {},
      "/{source}/jobs/actions": { action: "delete", refs: ["s~dead~1~AAAAAAAAAAAAAAAAAAAAAA~0"] },
      "/{source}/jobs/reveal": { ref: "s~dead~1~AAAAAAAAAAAAAAAAAAAAAA~0" },
      "/{source}/processes/quiet": { match: { all: true }, expected: 3 },
      "/{source}/processes/stop": { match: { all: true }, expected: 3 },
      "/{source}/operations": { verb: "retry", target: { set: "retry" } },
      "/{source}/operations/{id}/start": { expected: 1 },
      "/{source}/trash/{id}/purge": { expected: 1 },
      "/{source}/operations/{id}/resume": {},
      "/{source}/operations/{id}/undo": {},
      "/{source}/errors/{id}/state": { state: "resolved" },
      "/{source}/jobs/cancel": { ref: "s~dead~1~AAAAAAAAAAAAAAAAAAAAAA~0" },
      "/{source}/jobs/replace": { ...EDITED, text: "[1]", original: "keep" },
      "/{source}/jobs/enqueue": { ...EDITED, text: null, queue: null },
      "/{source}/deploys": { label: "v1" },
      "/{source}/locks/release": { kind: "unique_jobs", locks: [{ digest: "uniquejobs:none", token: "x" }] },
      "/{source}/locks/release-orphaned": { kind: "unique_jobs", expected: 1 },
      "/{source}/cron": { scheduler: "sidekiq-cron", namespace: null, name: "none", enabled: true, ...CRON },
      "/{source}/cron/actions": { action: "disable", entries: [{ id: "c:default:none", version: "1", runToken: "1" }] },
      "/{source}/cron/restore": { token: "none" },
      "/{source}/cron/{name}": { version: "1" },
      "/{source}/cron/{name}/run": { runToken: "1" },
    };
    for (const { method, path, permission } of endpointsOf(server.runtime.api)) {
      if (method === "get" || permission === "read") continue;
      const values = path.startsWith("/{source}/errors") ? { ...filled, id: `e${"a".repeat(11)}` } : filled;
      const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? name);
      for (const as of ["ada", "vera"]) {
        const body = bodies[path] ?? { expected: 0 };
        const response = await server.call(address, { as, method: method.toUpperCase(), body });
        // A streamed answer has its result in the record when it has ended.
        await response.arrayBuffer();
        const id = response.headers.get("x-request-id");
        const written = (await entries()).filter(({ requestId }) => requestId === id).map(({ phase }) => phase);
        const refused = written.includes("refusal");
        expect([path, as, response.status, written.length > 0]).toEqual([path, as, response.status, true]);
        expect([path, as, refused]).toEqual([path, as, response.status === 403]);
        if (!refused) expect(written.sort()).toEqual(["intent", "result"]);
      }
    }
  });

  it("has the download of an operation's outcomes", async () => {
    const path = `/default/operations/${"A".repeat(22)}/download?format=ndjson`;
    expect((await server.call(path, { as: "vera" })).status).toBe(404);
    const written = (await entries()).filter(({ action }) => action === "operation.download");
    expect(written.map(({ actor, phase, error }) => [actor, phase, error])).toEqual([
      ["vera", "result", "not_found"],
      ["vera", "intent", null],
    ]);
  });

  it("can be filtered and paged, newest first, without repeats", async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? "" : `&cursor=${cursor}`;
      const page = await (await server.call(`/audit?limit=7&q=VERA${query}`, { as: "ada" })).json();
      for (const entry of page.entries) {
        expect(entry.actor).toBe("vera");
        seen.push(entry.id);
      }
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen.length).toBeGreaterThan(7);
    expect(new Set(seen).size).toBe(seen.length);
    expect((await server.call("/audit?cursor=evil", { as: "ada" })).status).toBe(400);
  });

  it("is not needed to look, but nothing changes without it", async () => {
    const list = await (await server.call("/default/sets/retry/jobs", { as: "ada" })).json();
    await server.redis.client().del("signalbox:audit");
    await server.redis.client().set("signalbox:audit", "no stream");
    const body = { action: "retry", refs: [list.jobs[0].ref] };
    const response = await server.call("/default/jobs/actions", { as: "ada", body });
    expect([response.status, (await response.json()).code]).toEqual([503, "audit_unavailable"]);
    const after = await (await server.call("/default/sets/retry/jobs", { as: "ada" })).json();
    expect(after.total).toBe(list.total);
    await server.redis.client().del("signalbox:audit");
  });
});

describe("the log", () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  it("keeps each record on one line, whatever is in it", async () => {
    const lines: string[] = [];
    const audit = createAudit({ state: null, logger: { info: (line) => void lines.push(JSON.stringify(line)) } });
    const hostile = [
      "a\r\nb",
      "\u001b[31mred",
      "x\u2028y\u2029z",
      "\u202eevil",
      "\u0000",
      "\u009b2J",
      "\u007f",
      '"},{"phase":"result',
    ];
    for (const text of hostile) await audit.write(record({ actor: text, targets: [text], reason: text, action: text }));
    expect(lines).toHaveLength(hostile.length);
    for (const line of lines) expect(line).not.toMatch(/[\p{C}\u2028\u2029]/u);
    const page = await audit.page({ cursor: null, limit: 100, q: null });
    expect(page.durable).toBe(false);
    for (const { actor } of page.entries) expect(actor).not.toMatch(/[\p{C}\u2028\u2029]/u);
  });

  it("is bounded: the stream, a record and its targets", async () => {
    const state = openRedisLink({ url: redis.url });
    const audit = createAudit({ state, logger: { info: () => {} } });
    const targets = Array.from({ length: 5_000 }, (_, i) => `jid-${i}-${"x".repeat(1_000)}`);
    await audit.write(record({ targets, reason: "y".repeat(10_000) }));
    const [entry] = (await audit.page({ cursor: null, limit: 1, q: null })).entries;
    expect(entry?.targets).toHaveLength(100);
    expect(entry?.targetTotal).toBe(5_000);
    expect(entry?.targetHash).toMatch(/^[\w-]{22}$/);
    expect(JSON.stringify(entry).length).toBeLessThan(50_000);
    const client = redis.client();
    const batch = client.pipeline();
    for (let i = 0; i < 12_000; i++) batch.xadd("signalbox:audit", "*", "e", "{}");
    await batch.exec();
    await audit.write(record());
    expect(await client.xlen("signalbox:audit")).toBeLessThanOrEqual(10_200);
    expect(await client.ttl("signalbox:audit")).toBeGreaterThan(0);
    await state.close();
  });

  it("keeps of a flood of refusals a part, every change, and prints all", async () => {
    const lines: object[] = [];
    let now = Date.now();
    const state = openRedisLink({ url: redis.url });
    const audit = createAudit({ state, logger: { info: (line) => void lines.push(line) }, now: () => now });
    const client = redis.client();
    await client.del("signalbox:audit");
    for (let i = 0; i < 1_000; i++) await audit.write(record({ phase: "refusal", actor: `flood-${i}` }));
    await audit.write(record({ actor: "ada" }));
    expect(lines).toHaveLength(1_001);
    expect(await client.xlen("signalbox:audit")).toBe(201);
    now += 60_000;
    for (let i = 0; i < 100; i++) await audit.write(record({ phase: "refusal" }));
    expect(await client.xlen("signalbox:audit")).toBe(221);
    await state.close();
  });

  it("degrades in sight when the store is full, and says so", async () => {
    const full = await startRedis(["--maxmemory", "1mb", "--maxmemory-policy", "noeviction"]);
    const state = openRedisLink({ url: full.url });
    const audit = createAudit({ state, logger: { info: () => {} } });
    const client = full.client();
    const fill = async (): Promise<void> => {
      for (let i = 0; i < 2_000; i++) await client.set(`fill:${i}`, "x".repeat(1_000));
    };
    await fill().catch(() => {});
    await audit.write(record({ actor: "full" }));
    const page = await audit.page({ cursor: null, limit: 10, q: null });
    expect(page).toMatchObject({ durable: false, entries: [{ actor: "full" }] });
    await state.close();
    await full.stop();
  });
});
