import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endpointsOf } from "@/lib/http/endpoint";
import { startConsole, type TestConsole, testUser } from "@/lib/testing/api";
import { seed, seedProcess } from "@/lib/testing/seed";

const FOREIGN = /vault/;
let server: TestConsole;
let foreign: { refs: string[]; jids: string[] };

beforeAll(async () => {
  server = await startConsole({
    users: [
      testUser("ada", "admin"),
      testUser("sam", "operator", [{ source: "default", queues: ["mail-*"] }]),
      testUser("eve", "admin", [{ source: "default", queues: ["mail-*"] }]),
      testUser("far", "admin", [{ source: "elsewhere", queues: null }]),
    ],
  });
  const redis = server.redis.client();
  await seed(redis, ["vault-a", "mail-in", "vault-b"]);
  await seedProcess(redis, "both:9:abc", ["vault-a", "mail-in"], Date.now() / 1000);
  foreign = { refs: [], jids: [] };
  for (const list of ["sets/scheduled", "sets/retry", "sets/dead", "queues/vault-a"]) {
    const page: { jobs: { ref: string; jid: string; queue: string }[] } = await json(`/default/${list}/jobs`, "ada");
    for (const { ref, jid } of page.jobs.filter((entry) => entry.queue.startsWith("vault"))) {
      foreign.refs.push(ref);
      foreign.jids.push(jid);
    }
  }
  expect(foreign.refs.length).toBeGreaterThanOrEqual(9);
});
afterAll(() => server.close());

const json = async (path: string, as: string) => (await server.call(path, { as })).json();

describe("somebody confined to some queues", () => {
  it("reads no name, job or count of another queue on any address", async () => {
    const filled: Record<string, string> = { source: "default", queue: "mail-in", set: "retry", id: "x".repeat(24) };
    const sets = ["scheduled", "retry", "dead"].map((set) => `/default/sets/${set}/jobs`);
    const paths = endpointsOf(server.runtime.api)
      .filter(({ method, path }) => method === "get" && !path.endsWith("/stream") && path !== "/openapi.json")
      .map(({ path }) => path.replaceAll(/\{(\w+)\}/g, (_, name: string) => filled[name] ?? "x"));
    for (const path of [...paths, ...sets, ...sets.map((set) => `${set}?q=vault`)]) {
      for (const as of ["sam", "eve"]) {
        const text = await (await server.call(path, { as })).text();
        expect([path, FOREIGN.exec(text)?.[0] ?? null]).toEqual([path, null]);
      }
    }
    const page = await json("/default/sets/dead/jobs", "sam");
    expect(page.jobs).toHaveLength(1);
    expect(page.total).toBe(1);
    expect((await server.call("/default/sets/dead/histogram", { as: "sam" })).status).toBe(403);
    expect((await server.call("/default/sets/dead/histogram", { as: "ada" })).status).toBe(200);
    expect(await json("/default/queues", "sam")).toMatchObject({ total: 1, queues: [{ name: "mail-in" }] });
    const busy = await json("/default/processes", "sam");
    expect(busy.processes).toHaveLength(2);
    expect(busy.totals).toMatchObject({ processes: 2, busy: busy.running.length });
    expect(await json("/default/overview", "sam")).toMatchObject({
      sizes: { retry: null, dead: null, scheduled: null },
    });
  });

  it("finds no foreign job by jid or ref, and no foreign queue", async () => {
    for (const ref of foreign.refs) {
      const response = await server.call(`/default/entries/${encodeURIComponent(ref)}`, { as: "sam" });
      expect(response.status).toBe(404);
      const reveal = await server.call("/default/jobs/reveal", { as: "eve", body: { ref } });
      expect(reveal.status).toBe(404);
      const payload = await server.call(`/default/entries/${encodeURIComponent(ref)}/payload`, { as: "eve" });
      expect(payload.status).toBe(404);
    }
    for (const jid of foreign.jids) expect(await json(`/default/jobs/${jid}`, "sam")).toMatchObject({ places: [] });
    for (const queue of ["vault-a", "no-such"]) {
      expect((await server.call(`/default/queues/${queue}/jobs`, { as: "sam" })).status).toBe(404);
    }
  });

  it("changes nothing foreign, by no verb", async () => {
    const redis = server.redis.client();
    const before = await digest(redis);
    for (const action of ["retry", "run_now", "kill", "delete"]) {
      const body = { action, refs: foreign.refs };
      expect(await (await server.call("/default/jobs/actions", { as: "sam", body })).json()).toMatchObject({ done: 0 });
    }
    for (const verb of ["pause", "resume", "clear", "delete"]) {
      const body = { expected: 3, ...(/clear|delete/.test(verb) && { confirm: "vault-a" }) };
      const { status } = await server.call(`/default/queues/vault-a/${verb}`, { as: "eve", body });
      expect([verb, status]).toEqual([verb, 404]);
    }
    const own = await json("/default/sets/dead/jobs", "sam");
    const move = { action: "move", queue: "vault-a", refs: [own.jobs[0].ref] };
    expect((await server.call("/default/jobs/actions", { as: "sam", body: move })).status).toBe(403);
    const stop = { match: { identity: "both:9:abc" }, expected: 1, evenIfLastListener: true };
    expect((await server.call("/default/processes/stop", { as: "eve", body: stop })).status).toBe(403);
    expect(await digest(redis)).toEqual(before);
  });

  it("may change what is theirs", async () => {
    const own = await json("/default/sets/retry/jobs", "sam");
    const body = { action: "retry", refs: own.jobs.map(({ ref }: { ref: string }) => ref) };
    expect(await (await server.call("/default/jobs/actions", { as: "sam", body })).json()).toMatchObject({ done: 1 });
  });

  it("does not know a source outside their scope", async () => {
    expect(await json("/sources", "far")).toEqual({ sources: [] });
    for (const path of [
      "/default/queues",
      "/default/overview",
      "/default/history?series=dead&from=0&to=1",
      "/default/about",
    ]) {
      const { status } = await server.call(path, { as: "far" });
      expect([path, status]).toEqual([path, 404]);
    }
  });

  it("leaves a trace when they try to change something there", async () => {
    const body = { action: "delete", refs: ["s~retry~1~AAAAAAAAAAAAAAAAAAAAAA~0"] };
    expect((await server.call("/default/jobs/actions", { as: "far", body })).status).toBe(404);
    const { entries } = await server.runtime.services.audit.page({ cursor: null, limit: 10, q: "far" });
    expect(entries.find(({ action }) => action.includes("/jobs/actions"))).toMatchObject({
      phase: "refusal",
      actor: "far",
      error: "source_unknown",
    });
  });
});

async function digest(redis: ReturnType<TestConsole["redis"]["client"]>): Promise<Record<string, string | null>> {
  const keys = (await redis.keys("*")).filter((key) => !key.includes("signalbox")).sort();
  const entries = await Promise.all(
    keys.map(async (key) => [key, (await redis.dumpBuffer(key))?.toString("base64") ?? null]),
  );
  return Object.fromEntries(entries);
}
