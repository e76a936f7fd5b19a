import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CronEntry, CronList } from "@/lib/domain/cron.schema";
import { startConsole, type TestConsole, testUser } from "@/lib/testing/api";
import { newEntry } from "@/test/cron/harness";

let server: TestConsole;
beforeAll(async () => {
  server = await startConsole({
    users: [
      testUser("vera", "viewer"),
      testUser("otto", "operator"),
      testUser("ada", "admin"),
      testUser("sam", "operator", [{ source: "default", queues: ["mail-*"] }]),
    ],
  });
});
afterAll(() => server.close());
beforeEach(async () => {
  const redis = server.redis.client();
  await redis.del(...(await redis.keys("cron_job*")), "queue:default", "none");
});

const PATH = "/default/cron";
const ONE = `${PATH}/c:default:report`;
const create = (changes: object = {}, as = "otto") =>
  server.call(PATH, { as, body: { ...newEntry({ name: "report" }), ...changes } });
const read = async (as = "otto"): Promise<CronEntry> => (await server.call(ONE, { as })).json();

describe("recurring jobs over the API", () => {
  it("are made, changed, run and deleted by an operator, and each step is recorded", async () => {
    expect(await (await create()).json()).toMatchObject({ status: "done", id: "c:default:report" });
    const { version } = await read();
    const edit = { version, schedule: { kind: "cron", text: "30 5 * * * Europe/Berlin" }, enabled: false };
    expect(await (await server.call(ONE, { as: "otto", method: "PATCH", body: edit })).json()).toMatchObject({
      status: "done",
    });
    const edited = await read();
    expect(edited).toMatchObject({ enabled: false, schedule: { text: "30 5 * * * Europe/Berlin" } });
    const ran = await server.call(`${ONE}/run`, { as: "otto", body: { runToken: edited.runToken, args: "[5]" } });
    const { jid, queue } = await ran.json();
    expect(queue).toBe("default");
    expect((await read()).runs.map((run) => run.jid)).toEqual([jid]);
    const again = await server.call(`${ONE}/run`, { as: "ada", body: { runToken: edited.runToken } });
    expect(await again.json()).toMatchObject({ status: "refused", reason: "ran" });
    expect(await server.redis.client().llen("queue:default")).toBe(1);
    const body = { version: (await read()).version };
    expect(await (await server.call(ONE, { as: "otto", method: "DELETE", body })).json()).toMatchObject({
      status: "done",
    });
    expect((await server.call(ONE, { as: "otto" })).status).toBe(404);
    const { entries } = await (await server.call("/audit?limit=50", { as: "ada" })).json();
    const results = entries.filter(
      (entry: { phase: string; action: string }) => entry.phase === "result" && entry.action.startsWith("cron."),
    );
    expect(results.map(({ action }: { action: string }) => action)).toEqual([
      "cron.delete",
      "cron.run",
      "cron.run",
      "cron.edit",
      "cron.create",
    ]);
    expect(results[2]).toMatchObject({ targets: ["c:default:report", jid], outcome: { done: 1 } });
  });

  it("are changed many at once, each as it was looked at", async () => {
    for (const name of ["a", "b", "c"]) await create({ name });
    const list: CronList = await (await server.call(PATH, { as: "otto" })).json();
    await server.redis.client().hset("cron_job:default:b", "description", "changed meanwhile");
    const entries = list.entries.map(({ id, version, runToken }) => ({ id, version, runToken }));
    const { outcomes } = await (
      await server.call(`${PATH}/actions`, { as: "otto", body: { action: "disable", entries } })
    ).json();
    expect(
      Object.fromEntries(outcomes.map((one: { id: string; reason: string | null }) => [one.id, one.reason])),
    ).toEqual({
      "c:default:a": null,
      "c:default:b": "changed",
      "c:default:c": null,
    });
  });

  it("are read by a viewer, masked, and changed by none without the right", async () => {
    await create({ args: '[{"api_key":"sk_live_1"}]' });
    const entry = await read("vera");
    expect(entry).toMatchObject({ argsHidden: true });
    expect(JSON.stringify(entry)).not.toContain("sk_live_1");
    expect((await create({ name: "other" }, "vera")).status).toBe(403);
    const body = { version: entry.version };
    for (const method of ["PATCH", "DELETE"])
      expect((await server.call(ONE, { as: "vera", method, body })).status).toBe(403);
    expect((await server.call(`${ONE}/run`, { as: "vera", body: { runToken: "" } })).status).toBe(403);
  });

  it("of other queues are not there for a narrower scope", async () => {
    await create();
    await create({ name: "mails", queue: "mail-out" });
    const list: CronList = await (await server.call(PATH, { as: "sam" })).json();
    expect(list.entries.map(({ name }) => name)).toEqual(["mails"]);
    expect((await server.call(ONE, { as: "sam" })).status).toBe(404);
    const { version, runToken } = await read("ada");
    expect((await server.call(`${ONE}/run`, { as: "sam", body: { runToken } })).status).toBe(404);
    expect((await server.call(ONE, { as: "sam", method: "PATCH", body: { version, enabled: false } })).status).toBe(
      404,
    );
    expect((await create({ name: "third" }, "sam")).status).toBe(404);
    const mails = list.entries[0];
    const move = { version: mails?.version, queue: "default" };
    expect((await server.call(`${PATH}/c:default:mails`, { as: "sam", method: "PATCH", body: move })).status).toBe(404);
  });
});
