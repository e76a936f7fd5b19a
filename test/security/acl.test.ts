import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { defaultSource } from "@/lib/config/sources";
import { endpointsOf } from "@/lib/http/endpoint";
import { startConsole, type TestConsole, testUser } from "@/lib/testing/api";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { seed, seedProcess } from "@/lib/testing/seed";

/** The line of the documentation, as words. */
function documented(): string[] {
  const page = readFileSync(new URL("../../docs/deployment.md", import.meta.url), "utf8");
  const line = /```\nACL SETUSER signalbox ([\s\S]*?)```/.exec(page)?.[1] ?? "";
  return line.trim().split(/\s+/);
}

let redis: TestRedis;
let server: TestConsole;
beforeAll(async () => {
  redis = await startRedis();
  await seed(redis.client());
  await seedProcess(redis.client(), "host-9:109:abc", ["default"], Date.now() / 1000);
  await redis.client().call("ACL", "SETUSER", "signalbox", ...documented());
  const source = defaultSource(redis.url.replace("redis://", "redis://signalbox:PASSWORD@"));
  server = await startConsole({ users: [testUser("ada", "admin")], sources: [source] });
  server.runtime.start();
});
afterAll(async () => {
  await server.close();
  await redis.stop();
});

const get = async (path: string) => (await server.call(path, { as: "ada" })).json();
const post = async (path: string, body: unknown) => {
  const response = await server.call(path, { as: "ada", body });
  expect([path, response.status]).toEqual([path, 200]);
  return response.json();
};
const refsOf = async (set: string, most: number): Promise<string[]> => {
  const { jobs }: { jobs: { ref: string }[] } = await get(`/default/sets/${set}/jobs`);
  expect(jobs.length).toBeGreaterThanOrEqual(most);
  return jobs.slice(0, most).map(({ ref }) => ref);
};

const becomes = (id: string, state: string) =>
  expect
    .poll(async () => (await get(`/default/operations/${id}`)).state, { timeout: 10_000, message: state })
    .toBe(state);

it("the documented line allows all that the console does, and Redis refused nothing", async () => {
  const [ref = ""] = await refsOf("dead", 1);
  const filled: Record<string, string> = { source: "default", queue: "default", set: "dead", class: "HardJob", ref };
  for (const { method, path } of endpointsOf(server.runtime.api)) {
    if (method !== "get" || path.endsWith("/stream")) continue;
    const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(filled[name] ?? "none"));
    await (await server.call(address, { as: "ada" })).arrayBuffer();
  }
  await post("/default/jobs/reveal", { ref, reason: "tried" });
  const act = async (action: string, set: string, more = {}) =>
    expect(await post("/default/jobs/actions", { action, refs: await refsOf(set, 1), ...more })).toMatchObject({
      done: 1,
    });
  await act("reschedule", "scheduled", { atMs: Date.now() + 9e6 });
  await act("kill", "retry");
  await act("delete", "dead");
  await act("retry", "dead");
  await act("run_now", "scheduled");
  await post("/default/queues/default/pause", {});
  await post("/default/queues/default/resume", {});
  const { batches }: { batches: { id: string }[] } = await get("/default/trash");
  await post(`/default/trash/${encodeURIComponent(batches[0]?.id ?? "")}/restore`, {});
  await post("/default/deploys", { label: "v1" });
  expect(await post("/default/processes/host-0:100:abc/quiet", {})).toMatchObject({ refused: [] });
  const { id } = await post("/default/operations", { verb: "retry", target: { set: "retry" } });
  await becomes(id, "frozen");
  const { total } = await get(`/default/operations/${id}`);
  await post(`/default/operations/${id}/start`, { expected: total });
  await becomes(id, "done");
  await post("/default/queues/mail-in/clear", { expected: 3, confirm: "mail-in" });
  const { batches: left }: { batches: { id: string; left: number }[] } = await get("/default/trash");
  for (const { id: batch, left: expected } of left) {
    if (expected > 0) await post(`/default/trash/${encodeURIComponent(batch)}/purge`, { expected });
  }

  const about = await get("/default/about");
  expect([about.missingRights, about.turnedOff]).toEqual([[], []]);
  expect(await redis.client().call("ACL", "LOG")).toEqual([]);
});
