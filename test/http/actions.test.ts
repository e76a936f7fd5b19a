import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { JobPage } from "@/lib/domain/job.schema";
import { startConsole, type TestConsole, testToken, testUser } from "@/lib/testing/api";
import { job, seed, seedProcess } from "@/lib/testing/seed";

let server: TestConsole;
beforeAll(async () => {
  server = await startConsole({ users: [testUser("ada", "admin")], tokens: [testToken("operate", ["operate"])] });
  server.runtime.start();
});
afterAll(() => server.close());
beforeEach(async () => {
  const redis = server.redis.client();
  await redis.flushall();
  await seed(redis);
});

const get = async (path: string) => (await server.call(path, { as: "ada" })).json();
const post = async (path: string, body: unknown) => (await server.call(path, { as: "ada", body })).json();
const pageOf = (set: string): Promise<JobPage> => get(`/default/sets/${set}/jobs`);

describe("jobs", () => {
  it("are retried, and a second press finds them gone", async () => {
    const { jobs } = await pageOf("dead");
    const body = { action: "retry", refs: jobs.map(({ ref }) => ref) };
    expect(await post("/default/jobs/actions", body)).toMatchObject({ requested: 3, done: 3, gone: 0 });
    expect(await post("/default/jobs/actions", body)).toMatchObject({ requested: 3, done: 0, gone: 3 });
    expect(await server.redis.client().llen("queue:default")).toBe(4);
  });

  it("are taken back after a retry, as far as they still wait, by what the answer names", async () => {
    const redis = server.redis.client();
    const before = await redis.call("ZRANGE", "dead", "0", "-1", "WITHSCORES");
    const { jobs } = await pageOf("dead");
    const { operation } = await post("/default/jobs/actions", {
      action: "retry",
      refs: jobs.map(({ ref }) => ref),
      reason: "mended",
    });
    expect(await get("/default/operations")).toMatchObject({ operations: [] });
    expect(await get(`/default/operations/${operation}`)).toMatchObject({ done: 3, actor: "ada", reason: "mended" });
    const undo = await post(`/default/operations/${operation}/undo`, {});
    const stateOf = async () => (await get(`/default/operations/${undo.id}`)).state;
    await expect.poll(stateOf, { timeout: 10_000 }).toBe("frozen");
    await post(`/default/operations/${undo.id}/start`, { expected: 3 });
    await expect.poll(stateOf, { timeout: 10_000 }).toBe("done");
    expect(await redis.call("ZRANGE", "dead", "0", "-1", "WITHSCORES")).toEqual(before);
    const { entries } = await get("/audit");
    const said = entries.map(({ action, phase }: { action: string; phase: string }) => `${action} ${phase}`);
    for (const words of [
      "job.retry result",
      "operation.undo result",
      "operation.start result",
      "operation.done.undo event",
    ]) {
      expect(said).toContain(words);
    }
  });

  it("are deleted into the trash and put back as they were", async () => {
    const redis = server.redis.client();
    const before = await redis.call("ZRANGE", "retry", "0", "-1", "WITHSCORES");
    const { jobs } = await pageOf("retry");
    const refs = jobs.map(({ ref }) => ref);
    const { done, trashBatch } = await post("/default/jobs/actions", { action: "delete", refs });
    expect(done).toBe(3);
    expect(await redis.zcard("retry")).toBe(0);
    expect(await get("/default/trash")).toMatchObject({ batches: [{ id: trashBatch, entries: 3, actor: "ada" }] });
    expect(await post(`/default/trash/${trashBatch}/restore`, {})).toMatchObject({ restored: 3, left: 0 });
    expect(await redis.call("ZRANGE", "retry", "0", "-1", "WITHSCORES")).toEqual(before);
  });

  it("are purged for good by an admin", async () => {
    const { jobs } = await pageOf("dead");
    const body = { action: "delete", refs: jobs.map(({ ref }) => ref) };
    const { trashBatch } = await post("/default/jobs/actions", body);
    const drifted = await server.call(`/default/trash/${trashBatch}/purge`, { as: "ada", body: { expected: 2 } });
    expect([drifted.status, (await drifted.json()).code]).toEqual([409, "drifted"]);
    expect(await post(`/default/trash/${trashBatch}/purge`, { expected: 3 })).toEqual({ purged: 3 });
    expect(await get("/default/trash")).toMatchObject({ batches: [], entries: 0 });
  });

  it("need their parameters: a time to be put off, a queue to be moved", async () => {
    const { jobs } = await pageOf("dead");
    const refs = jobs.map(({ ref }) => ref);
    for (const action of ["reschedule", "move", "explode"]) {
      const response = await server.call("/default/jobs/actions", { as: "ada", body: { action, refs } });
      expect([action, response.status]).toEqual([action, 400]);
    }
    const tooMany = { action: "retry", refs: Array.from({ length: 101 }, (_, i) => `s~dead~${i}~x~0`) };
    expect((await server.call("/default/jobs/actions", { as: "ada", body: tooMany })).status).toBe(400);
  });
});

describe("queues", () => {
  it("are cleared of what was seen; what arrived since stays", async () => {
    const redis = server.redis.client();
    const page: JobPage = await get("/default/queues/mail-in/jobs?direction=backward");
    const newestRef = page.jobs[0]?.ref ?? null;
    const late = job({ queue: "mail-in" });
    await redis.lpush("queue:mail-in", late);
    const before = await redis.lrange("queue:mail-in", 0, -1);
    for (const confirm of [undefined, "", "mail", "3"]) {
      const body = { expected: 3, newestRef, confirm };
      const refused = await server.call("/default/queues/mail-in/clear", { as: "ada", body });
      expect(await refused.json()).toMatchObject({ code: "refused", params: { reason: "not_typed" } });
    }
    expect(await redis.lrange("queue:mail-in", 0, -1)).toEqual(before);
    const cleared = await post("/default/queues/mail-in/clear", { expected: 3, newestRef, confirm: "mail-in" });
    expect(cleared).toMatchObject({ status: "done", removed: 3, kept: 1 });
    expect(await redis.lrange("queue:mail-in", 0, -1)).toEqual([late]);
    expect(await post(`/default/trash/${cleared.trashBatch}/restore`, {})).toMatchObject({ restored: 3, left: 0 });
    expect(await redis.lrange("queue:mail-in", 0, -1)).toEqual(before);
    expect((await server.call("/default/queues/mail-in/clear", { as: "ada", body: {} })).status).toBe(400);
  });

  it("with awkward names are reached by their encoding", async () => {
    const redis = server.redis.client();
    for (const name of ["a/b", ".", "~x", "ü n"]) {
      await redis.sadd("queues", name);
      await redis.lpush(`queue:${name}`, JSON.stringify({ class: "X", args: [], jid: "j", queue: name }));
      const segment = `~${Buffer.from(name).toString("base64url")}`;
      expect(await get(`/default/queues/${segment}/jobs`)).toMatchObject({ total: 1, jobs: [{ queue: name }] });
    }
    expect((await server.call("/default/queues/~_w/jobs", { as: "ada" })).status).toBe(400);
  });
});

describe("processes", () => {
  it("are not quieted when they are the last to listen, unless that is meant", async () => {
    const body = { match: { hostname: "host-0" }, expected: 1 };
    expect(await post("/default/processes/quiet", body)).toEqual({
      signalled: [],
      refused: [{ identity: "host-0:100:abc", reason: "last_listener", queues: ["default"] }],
    });
    const meant = await post("/default/processes/quiet", { ...body, evenIfLastListener: true });
    expect(meant).toEqual({ signalled: ["host-0:100:abc"], refused: [] });
    expect(await server.redis.client().lrange("host-0:100:abc-signals", 0, -1)).toEqual(["TSTP"]);
  });

  it("are quieted by tag when somebody stays for every queue", async () => {
    await seedProcess(server.redis.client(), "spare:1:x", ["default", "mail-in", "vault"], Date.now() / 1000);
    const all = await post("/default/processes/quiet", { match: { tag: "shop" }, expected: 4 });
    expect(all.signalled).toEqual([]);
    const one = await post("/default/processes/quiet", { match: { hostname: "host-1" }, expected: 1 });
    expect(one.signalled).toEqual(["host-1:101:abc"]);

    // Both were told to go and have not heard it yet: neither counts as a listener.
    const refused = await post("/default/processes/quiet", { match: { hostname: "spare" }, expected: 1 });
    expect(refused.refused).toEqual([{ identity: "spare:1:x", reason: "last_listener", queues: ["mail-in"] }]);
    const again = await post("/default/processes/quiet", { match: { hostname: "host-1" }, expected: 1 });
    expect(again.refused).toMatchObject([{ reason: "already_quiet" }]);
  });

  it("are counted before: another number than confirmed is refused", async () => {
    const response = await server.call("/default/processes/stop", {
      as: "ada",
      body: { match: { all: true }, expected: 2 },
    });
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: "drifted", params: { expected: 2, actual: 3 } });
    const gone = await post("/default/processes/no-such/stop", {});
    expect(gone.refused).toMatchObject([{ reason: "gone" }]);
    expect(
      (await server.call("/default/processes/stop", { token: "operate", body: { match: { all: true }, expected: 3 } }))
        .status,
    ).toBe(403);
  });
});

describe("an operation", () => {
  it("is frozen, confirmed, run and told of", async () => {
    const made = await post("/default/operations", { verb: "retry", target: { set: "dead" } });
    await expect
      .poll(async () => (await get(`/default/operations/${made.id}`)).state, { timeout: 10_000 })
      .toBe("frozen");
    const wrong = await server.call(`/default/operations/${made.id}/start`, { as: "ada", body: { expected: 1 } });
    expect(wrong.status).toBe(409);
    await post(`/default/operations/${made.id}/start`, { expected: 3 });
    await expect
      .poll(async () => (await get(`/default/operations/${made.id}`)).state, { timeout: 10_000 })
      .toBe("done");
    expect(await get(`/default/operations/${made.id}`)).toMatchObject({ total: 3, done: 3, actor: "ada" });
    const { outcomes } = await get(`/default/operations/${made.id}/outcomes`);
    expect(outcomes.map(({ status }: { status: string }) => status)).toEqual(["done", "done", "done"]);
    expect(await get("/default/operations")).toMatchObject({ operations: [{ id: made.id }] });
    expect((await server.call("/default/operations/AAAAAAAAAAAAAAAAAAAAAA", { as: "ada" })).status).toBe(404);
  });
});

describe("what was done to a job before", () => {
  const ran = async (body: object) => {
    const { id } = await post("/default/operations", body);
    await expect.poll(async () => (await get(`/default/operations/${id}`)).state, { timeout: 10_000 }).toBe("frozen");
    const { total, warnings } = await get(`/default/operations/${id}`);
    return { id, total, warnings };
  };
  const done = async (id: string, body: object) => {
    await post(`/default/operations/${id}/start`, body);
    await expect.poll(async () => (await get(`/default/operations/${id}`)).state, { timeout: 10_000 }).toBe("done");
  };

  it("stands in its life line, also when an operation did it and another put it back", async () => {
    const { jobs } = await pageOf("dead");
    const jid = jobs[1]?.jid;
    const removal = await ran({ verb: "delete", target: { set: "dead" } });
    await done(removal.id, { expected: 3, confirm: "3" });
    const undo = await post(`/default/operations/${removal.id}/undo`, {});
    await expect
      .poll(async () => (await get(`/default/operations/${undo.id}`)).state, { timeout: 10_000 })
      .toBe("frozen");
    await done(undo.id, { expected: 3 });
    const retry = await ran({ verb: "retry", target: { set: "dead" } });
    await done(retry.id, { expected: 3 });
    const { events, complete } = await get(`/default/jobs/${jid}/life`);
    expect(complete).toBe(true);
    expect(events).toMatchObject([
      { action: "job.delete", actor: "ada", operation: removal.id },
      { action: "job.undo", actor: "ada", operation: undo.id },
      { action: "job.retry", actor: "ada", operation: retry.id },
    ]);
    expect(await get("/default/jobs/none/life")).toEqual({ events: [], complete: true });
  });

  it("is warned of before it is retried again, also when it was retried alone", async () => {
    const redis = server.redis.client();
    const { jobs } = await pageOf("dead");
    const [first] = jobs;
    await post("/default/jobs/actions", { action: "retry", refs: [first?.ref] });
    const [bytes = ""] = await redis.lrange("queue:default", 0, 0);
    await redis.zadd("retry", Date.now() / 1000 + 60, bytes);
    const { warnings } = await ran({ verb: "retry", target: { set: "retry" } });
    expect(warnings).toContainEqual({ code: "already_retried", count: 1, of: 4, names: ["ada"] });
  });
});

describe("what kills or deletes many", () => {
  const frozen = async (body: object) => {
    const { id } = await post("/default/operations", body);
    await expect.poll(async () => (await get(`/default/operations/${id}`)).state, { timeout: 10_000 }).toBe("frozen");
    return id;
  };

  it("starts only when its number or its list was typed", async () => {
    const redis = server.redis.client();
    const before = await redis.zcard("dead");
    const id = await frozen({ verb: "delete", target: { set: "dead" } });
    for (const confirm of [undefined, "", String(before + 1), "retry", "Dead"]) {
      const body = { expected: before, confirm };
      const refused = await server.call(`/default/operations/${id}/start`, { as: "ada", body });
      expect(await refused.json()).toMatchObject({ code: "refused", params: { reason: "not_typed" } });
    }
    const atOnce = { verb: "kill", target: { set: "retry" }, expected: 3, reason: "x" };
    const refused = await server.call("/default/operations", { as: "ada", body: { ...atOnce, confirm: "dead" } });
    expect(await refused.json()).toMatchObject({ code: "refused", params: { reason: "not_typed" } });
    expect(await redis.zcard("dead")).toBe(before);
    await post(`/default/operations/${id}/start`, { expected: before, confirm: " dead " });
    await expect.poll(() => redis.zcard("dead"), { timeout: 10_000 }).toBe(0);
  });

  it("of several lists takes the number alone", async () => {
    const target = { sets: ["dead", "retry"] };
    const id = await frozen({ verb: "delete", target });
    const { total } = await get(`/default/operations/${id}`);
    const refused = await server.call(`/default/operations/${id}/start`, {
      as: "ada",
      body: { expected: total, confirm: "dead" },
    });
    expect(refused.status).toBe(409);
    expect(await post(`/default/operations/${id}/start`, { expected: total, confirm: `${total} ` })).toMatchObject({
      id,
    });
  });
});

describe("read-only", () => {
  it("refuses every change, shows everything, and keeps no job of Redis from its place", async () => {
    const quiet = await startConsole({ users: [testUser("ada", "admin")], readOnly: true });
    const redis = quiet.redis.client();
    await seed(redis);
    const size = await redis.dbsize();
    expect(await (await quiet.call("/me", { as: "ada" })).json()).toMatchObject({ readOnly: true });
    const page = await (await quiet.call("/default/sets/dead/jobs", { as: "ada" })).json();
    expect(page.jobs).toHaveLength(3);
    const changes: [string, unknown][] = [
      ["/default/jobs/actions", { action: "retry", refs: [page.jobs[0].ref] }],
      ["/default/queues/default/clear", { expected: 3, confirm: "default" }],
      ["/default/queues/default/pause", {}],
      ["/default/processes/quiet", { match: { all: true }, expected: 3, evenIfLastListener: true }],
      ["/default/operations", { verb: "retry", target: { set: "dead" } }],
      ["/default/trash/AAAAAAAAAAAAAAAAAAAAAA/restore", {}],
    ];
    for (const [path, body] of changes) {
      const response = await quiet.call(path, { as: "ada", body });
      expect([path, response.status]).toEqual([path, expect.toSatisfy((status) => status === 403 || status === 405)]);
    }
    expect(await redis.dbsize()).toBe(size);
    await quiet.close();
  });
});
