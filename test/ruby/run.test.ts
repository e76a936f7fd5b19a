import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { runRuby, type SidekiqVersion, startWorker, until } from "./run";

let server: TestRedis;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

const versions: SidekiqVersion[] = ["5.2", "6.5", "7.3", "8.1"];

describe.each(versions)("the real Sidekiq %s", (version) => {
  it("pushes a job that its own worker runs with the same arguments", async () => {
    const db = versions.indexOf(version);
    const redisUrl = `redis://127.0.0.1:${server.port}/${db}`;
    const redis = server.client(db);
    const answered = await runRuby(
      version,
      `HardJob.perform_async(9007199254740993, 1.0, "é \u2028", [], {"a" => {"b" => []}}); answer(Sidekiq::VERSION)`,
      { redisUrl },
    );
    expect(String(answered).startsWith(version)).toBe(true);
    const worker = await startWorker(version, { redisUrl, concurrency: 1 });
    try {
      await until(
        async () => (await redis.llen("executed")) > 0,
        20_000,
        () => `nothing ran:\n${worker.log()}`,
      );
      const line = await redis.lindex("executed", 0);
      expect(line).toMatch(
        /^\["HardJob","[0-9a-f]{24}",\[9007199254740993,1\.0,"é \u2028",\[\],\{"a":\{"b":\[\]\}\}\]\]$/,
      );
      expect(worker.identity).toContain(`:${worker.pid}:`);
    } finally {
      await worker.stop();
    }
    expect(worker.exited()).toBe(true);
  });
});
