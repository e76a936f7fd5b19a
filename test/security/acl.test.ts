import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { defaultSource } from "@/lib/config/sources";
import { endpointsOf } from "@/lib/http/endpoint";
import { startConsole, type TestConsole, testUser } from "@/lib/testing/api";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { seed } from "@/lib/testing/seed";

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
  await redis.client().call("ACL", "SETUSER", "signalbox", ...documented());
  const source = defaultSource(redis.url.replace("redis://", "redis://signalbox:PASSWORD@"));
  server = await startConsole({ users: [testUser("ada", "admin")], sources: [source] });
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

  const about = await get("/default/about");
  expect([about.missingRights, about.turnedOff]).toEqual([[], []]);
  expect(await redis.client().call("ACL", "LOG")).toEqual([]);
});
