import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AuditEntry } from "@/lib/domain/audit.schema";
import { startConsole, type TestConsole, testToken, testUser } from "@/lib/testing/api";
import { recordCommands } from "@/lib/testing/monitor";
import { job, seedProcess } from "@/lib/testing/seed";

let server: TestConsole;
// Of its own for each test: what is settled is remembered for minutes.
beforeEach(async () => {
  server = await startConsole({
    users: [
      testUser("ada", "admin"),
      testUser("otto", "operator"),
      testUser("vera", "viewer"),
      testUser("sam", "admin", [{ source: "default", queues: ["mail-*"] }]),
    ],
    tokens: [testToken("ci", ["deploy"])],
  });
});
afterEach(() => server.close());
const redis = () => server.redis.client();

const ask = (path: string, as = "ada") => server.call(path, { as });
const json = async (path: string, as = "ada") => (await ask(path, as)).json();
const minute = (atMs = Date.now()) => {
  const at = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, "0");
  const date = at.toISOString().slice(2, 10).replaceAll("-", "");
  const [hour, min] = [at.getUTCHours(), at.getUTCMinutes()];
  return {
    key: `j|${date}|${hour}:${two(min)}`,
    histogram: (name: string) => `h|${name}-${at.getUTCDate()}-${hour}:${min}`,
    atMs: atMs - (atMs % 60_000),
  };
};
const audit = async (action: string): Promise<AuditEntry[]> =>
  (await json("/audit")).entries.filter((entry: AuditEntry) => entry.action === action);

describe("metrics", () => {
  it("count a bucket alone when it is asked for, and refuse one outside of the range", async () => {
    const [now, before] = [minute(), minute(Date.now() - 600_000)];
    await redis().hset(now.key, { "A|p": 3, "A|f": 1, "A|ms": 100 });
    await redis().hset(before.key, { "A|p": 5, "A|ms": 50, "B|p": 1 });
    await redis().setbit(before.histogram("A"), 15, 1);
    const whole = await json("/default/metrics");
    expect(whole.classes).toMatchObject([
      { class: "A", executions: 8, failures: 1, totalMs: 150, p50: { lowMs: 0, highMs: 20 } },
      { class: "B", executions: 1, failures: 0, meanMs: 0 },
    ]);
    const one = await json(`/default/metrics?at=${before.atMs + 5_000}`);
    expect(one).toMatchObject({ bucketMs: before.atMs, classes: [{ class: "A", executions: 5 }, { class: "B" }] });
    expect(await json(`/default/metrics/A?at=${now.atMs}`)).toMatchObject({
      totals: { executions: 8 },
      bucket: { atMs: now.atMs, executions: 3, failures: 1, p50: null },
    });
    for (const at of [now.atMs - 3_700_000, now.atMs + 120_000, "x", -1]) {
      expect((await ask(`/default/metrics?at=${at}`)).status).toBe(400);
    }
    expect((await ask("/default/metrics?range=5h")).status).toBe(400);
  });

  it("survive keys of another type, absurd fields, and a class with any name", async () => {
    const now = minute();
    const wild = {
      "<script>alert(1)</script>|p": "7",
      "|p": "2",
      "no metric": "9",
      "X|p": "many",
      "X|ms": "1e5",
      "X|f": "-3",
    };
    await redis().hset(now.key, wild);
    await redis().set(minute(Date.now() - 60_000).key, "not a hash");
    await redis().lpush(now.histogram("<script>alert(1)</script>"), "not a string");
    await redis().hset(`${new Date().toISOString().slice(0, 10).replaceAll("-", "")}-marks`, {
      "no time": "a",
      "99999-99-99T99:99:99Z": "b",
      [new Date(now.atMs - 60_000).toISOString()]: "<b>c</b>".repeat(100),
    });
    const overview = await json("/default/metrics");
    expect(overview.incomplete).toBe(true);
    expect(overview.classes.map((row: { class: string }) => row.class).sort()).toEqual([
      "",
      "<script>alert(1)</script>",
      "X",
    ]);
    expect(overview.marks).toHaveLength(1);
    expect(overview.marks[0].label).toHaveLength(200);
    for (const name of ["<script>alert(1)</script>", "../../etc", "é ü/\\|*"]) {
      const page = await json(`/default/metrics/~${Buffer.from(name).toString("base64url")}`);
      expect([name, page.class]).toEqual([name, name]);
    }
  });

  it("of a hash with more classes than any application has are read in steps", async () => {
    const fields = Array.from({ length: 5_000 }, (_, index) => [`Job${index}|p`, 1]).flat();
    await redis().hset(minute().key, ...(fields as string[]));
    const commands = await recordCommands(redis(), async () => {
      const overview = await json("/default/metrics");
      expect(overview).toMatchObject({ classTotal: 5_000, incomplete: false });
      expect(overview.totals).toEqual({ executions: 5_000, failures: 0 });
      expect(overview.classes).toHaveLength(500);
    });
    const names = commands.map(([name]) => name?.toLowerCase());
    expect(names).toContain("hscan");
    expect(names).not.toContain("hgetall");
  });

  it("ask the store again for what can still change, and for nothing else", async () => {
    for (let ago = 0; ago < 60; ago += 1) {
      const at = minute(Date.now() - ago * 60_000);
      await redis().hset(at.key, { "Cached|p": 2, "Cached|ms": 40 });
      await redis().setbit(at.histogram("Cached"), 14, 1);
    }
    const first = await recordCommands(redis(), async () => void (await json("/default/metrics?q=cached")));
    const second = await recordCommands(redis(), async () => {
      const { classes } = await json("/default/metrics?q=CACHED");
      expect(classes).toMatchObject([{ class: "Cached", executions: 120, totalMs: 2_400 }]);
    });
    const reads = (commands: string[][]) =>
      commands.filter(([name]) => /^(hlen|hgetall|getrange|time)$/i.test(name ?? ""));
    expect(reads(first).length).toBeGreaterThan(200);
    expect(reads(second).length).toBeLessThan(25);
    await redis().hincrby(minute().key, "Cached|p", 5);
    const counted = async () => (await json("/default/metrics?q=cached")).classes[0];
    await expect.poll(counted, { timeout: 5_000 }).toMatchObject({ executions: 125, totalMs: 2_400 });
    expect((await json("/default/metrics?q=other")).classes).toEqual([]);
  });

  it("are for those who see the whole source, and shown as a facet while there are keys", async () => {
    expect((await ask("/default/metrics", "sam")).status).toBe(403);
    expect((await ask("/default/metrics/A", "sam")).status).toBe(403);
    expect((await ask("/default/profiles", "sam")).status).toBe(403);
    expect((await json("/sources", "sam")).sources[0].facets).not.toContain("metrics");
    expect((await ask("/default/metrics", "vera")).status).toBe(200);
  });
});

describe("a deploy", () => {
  it("is marked by a script with a token, once, and recorded with who did it", async () => {
    const body = { label: "v1.2 é" };
    const marked = await server.call("/default/deploys", { token: "ci", body });
    expect(marked.status).toBe(200);
    const { status, atMs } = await marked.json();
    expect(status).toBe("marked");
    const again = await server.call("/default/deploys", { token: "ci", body });
    expect(await again.json()).toMatchObject({ status: "repeated" });
    const key = `${new Date(atMs).toISOString().slice(0, 10).replaceAll("-", "")}-marks`;
    expect(await redis().hgetall(key)).toEqual({ [`${new Date(atMs).toISOString().slice(0, 19)}Z`]: "v1.2 é" });
    expect((await json("/default/metrics")).marks).toEqual([{ atMs, label: "v1.2 é" }]);
    const entries = await audit("deploy.mark");
    expect(entries.map(({ phase, actor, targets }) => [phase, actor, targets[0]])).toEqual([
      ["result", "token:ci", "v1.2 é"],
      ["intent", "token:ci", "v1.2 é"],
      ["result", "token:ci", "v1.2 é"],
      ["intent", "token:ci", "v1.2 é"],
    ]);
  });

  it("is marked by nobody without the right to it, and by no label that is not one line", async () => {
    for (const as of ["vera", "sam"]) {
      expect([as, (await server.call("/default/deploys", { as, body: { label: "x" } })).status]).toEqual([as, 403]);
    }
    for (const label of ["", "a\nb", "a\u0000", "a\u2028b", "x".repeat(201), 7, null]) {
      expect((await server.call("/default/deploys", { as: "otto", body: { label } })).status).toBe(400);
    }
    expect((await server.call("/default/metrics", { token: "ci" })).status).toBe(403);
    expect(await redis().keys("*marks*")).toEqual([]);
    expect(await redis().keys("deploylock*")).toEqual([]);
  });

  it("leaves no lock behind where the marks cannot be written", async () => {
    const key = `${new Date().toISOString().slice(0, 10).replaceAll("-", "")}-marks`;
    await redis().set(key, "not a hash");
    expect((await server.call("/default/deploys", { as: "otto", body: { label: "x" } })).status).toBe(503);
    expect(await redis().exists("deploylock-x")).toBe(0);
    expect((await audit("deploy.mark"))[0]).toMatchObject({ phase: "result", error: "source_misconfigured" });
  });
});

describe("profiles", () => {
  // No profile can be recorded here (vernier is not installed): these are written to the layout of profiler.rb 8.1.7.
  const record = async (token: string, jid: string, data: Buffer, over: Record<string, string> = {}) => {
    const key = `${token}-${jid}`;
    const nowSec = Date.now() / 1_000;
    await redis().zadd("profiles", nowSec + 86_400, key);
    await redis().hset(key, {
      started_at: Math.floor(nowSec),
      token,
      type: "HardJob",
      jid,
      filename: "/tmp/x.json.gz",
      elapsed: 1.25,
      size: data.length,
      data,
      ...over,
    });
    return key;
  };

  it("are listed newest first, and handed out as they were recorded to admins alone", async () => {
    const data = gzipSync(
      JSON.stringify({ meta: { product: "vernier" }, big: "x".repeat(1_000_000), y: Math.random() }),
    );
    const key = await record("alice-1", "abc123", data);
    await record("bob", "def456", gzipSync("{}"), { elapsed: "soon", started_at: "never" });
    await redis().zadd("profiles", Date.now() / 1_000 - 5, "gone-xyz");
    const { profiles, total } = await json("/default/profiles", "vera");
    expect(total).toBe(2);
    expect(profiles).toMatchObject([
      { key: "bob-def456", elapsedSec: null, startedAtMs: null },
      { key, token: "alice-1", jid: "abc123", class: "HardJob", elapsedSec: 1.25, sizeBytes: data.length },
    ]);
    const path = `/default/profiles/${key}/data`;
    for (const as of ["vera", "otto", "sam"]) expect([as, (await ask(path, as)).status]).toEqual([as, 403]);
    const answer = await ask(path);
    expect(answer.headers.get("content-type")).toBe("application/octet-stream");
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="profile-alice-1-abc123.json.gz"');
    expect(answer.headers.get("content-encoding")).toBeNull();
    expect(Buffer.from(await answer.arrayBuffer()).equals(data)).toBe(true);
    expect(await redis().hkeys(key)).not.toContain("sid");
    expect((await audit("profile.download")).map(({ phase, actor, error }) => [phase, actor, error])).toEqual([
      ["result", "ada", null],
      ["intent", "ada", null],
      ["result", "sam", "forbidden"],
      ["intent", "sam", null],
    ]);
  });

  it("hand out no other key of the store, however its name gets into the set", async () => {
    await redis().hset("secrets", { data: "the data of another hash" });
    await redis().hset("a-b", { data: "unlisted", token: "a", jid: "b" });
    await redis().set("text", "a string");
    for (const name of ["secrets", "text", "missing"]) await redis().zadd("profiles", Date.now() / 1_000 + 100, name);
    expect((await json("/default/profiles")).profiles).toEqual([]);
    for (const name of ["secrets", "text", "missing", "a-b", "profiles"]) {
      expect([name, (await ask(`/default/profiles/${name}/data`)).status]).toEqual([name, 404]);
    }
    await redis().del("profiles");
    await redis().set("profiles", "not a set");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await json("/default/profiles")).profiles).toEqual([]);
  });

  it("that are too large are named and not read", async () => {
    const key = await record("big", "j1", Buffer.alloc(17 * 1024 * 1024, 1));
    expect((await json("/default/profiles")).profiles[0].sizeBytes).toBeGreaterThan(16 * 1024 * 1024);
    const answer = await ask(`/default/profiles/${key}/data`);
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: "refused", params: { reason: "too_large" } });
  });
});

describe("cancelling an iterable job", () => {
  const waiting = async (queue: string, jid: string, state = true) => {
    await redis().sadd("queues", queue);
    await redis().lpush(`queue:${queue}`, job({ queue, jid, class: "Backfill" }));
    if (state) await redis().hset(`it-${jid}`, { ex: 1, c: "7", rt: 0.5 });
    const { jobs } = await json(`/default/queues/${queue}/jobs`);
    return jobs[0].ref as string;
  };
  const cancel = (as: string, ref: string) => server.call("/default/jobs/cancel", { as, body: { ref } });

  it("is for operators, and is recorded", async () => {
    const ref = await waiting("default", "j1");
    expect((await cancel("vera", ref)).status).toBe(403);
    expect(await redis().hexists("it-j1", "cancelled")).toBe(0);
    expect(await (await cancel("otto", ref)).json()).toEqual({ status: "asked" });
    expect(await (await cancel("otto", ref)).json()).toEqual({ status: "already" });
    expect(await redis().ttl("it-j1")).toBeGreaterThan(2_591_000);
    const entries = await audit("job.cancel");
    expect(entries.map(({ phase, actor, outcome }) => [phase, actor, outcome?.done ?? null])).toEqual([
      ["result", "otto", 1],
      ["intent", "otto", null],
      ["result", "otto", 1],
      ["intent", "otto", null],
    ]);
  });

  it("leaves no key behind for a job that does not iterate, is gone, or is not the caller's", async () => {
    const plain = await waiting("default", "plain", false);
    expect(await (await cancel("otto", plain)).json()).toEqual({ status: "not_iterable" });
    const foreign = await waiting("vault", "foreign");
    expect(await (await cancel("sam", foreign)).json()).toEqual({ status: "gone" });
    expect(await redis().hexists("it-foreign", "cancelled")).toBe(0);
    await redis().del("queue:vault");
    expect(await (await cancel("otto", foreign)).json()).toEqual({ status: "gone" });
    await redis().set("it-odd", "not a hash");
    expect((await cancel("otto", await waiting("odd", "odd", false))).status).toBe(503);
    for (const ref of ["", "x", 5, "s~dead~1~x~0"]) {
      const answer = await server.call("/default/jobs/cancel", { as: "otto", body: { ref } });
      expect([200, 400]).toContain(answer.status);
      if (answer.status === 200) expect(await answer.json()).toEqual({ status: "gone" });
    }
    expect((await redis().keys("it-*")).sort()).toEqual(["it-foreign", "it-odd"]);
    await seedProcess(redis(), "host:1:a", ["default"], Date.now() / 1_000);
  });
});

describe("a source that may only be looked at", () => {
  it("has metrics and profiles, but no way to mark or cancel", async () => {
    const quiet = await startConsole({ users: [testUser("ada", "admin")], readOnly: true });
    try {
      const now = minute();
      await quiet.redis.client().hset(now.key, { "A|p": 1 });
      expect((await (await quiet.call("/default/metrics", { as: "ada" })).json()).classes).toHaveLength(1);
      const size = await quiet.redis.client().dbsize();
      for (const [path, body] of [
        ["/default/deploys", { label: "x" }],
        ["/default/jobs/cancel", { ref: "s~dead~1~AAAAAAAAAAAAAAAAAAAAAA~0" }],
      ] as const) {
        const { status } = await quiet.call(path, { as: "ada", body });
        expect([path, status]).toEqual([path, expect.toSatisfy((code) => code === 403 || code === 405)]);
      }
      expect(await quiet.redis.client().dbsize()).toBe(size);
    } finally {
      await quiet.close();
    }
  });
});
