import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Script } from "@/lib/redis/link";
import { moveEntries } from "@/lib/stores/sidekiq/lua/move-entries";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { openLocalReplica } from "./bench";
import { faults, judge, takeCensus, type Verdict } from "./model";
import { ended, order } from "./order";
import { seedFromTemplate, writeTemplate } from "./seed";

type Shows = "lost" | "duplicated" | "changed";

/** Wrong on purpose: each is a way in which such scripts have gone wrong. The model must notice every one. */
const MUTATIONS: readonly { name: string; shows: Shows; changes: readonly (readonly [string, string])[] }[] = [
  {
    name: "removes before it pushes",
    shows: "lost",
    changes: [
      ["local added, undo\n", "remove(bytes, where)\n  local added, undo\n"],
      ["local gone = remove(bytes, where)", "local gone = 1"],
    ],
  },
  {
    name: "does not ask whether the entry is still there",
    shows: "duplicated",
    changes: [
      ["local missing = absent(bytes, where)", "local missing = nil"],
      ["if gone ~= 1 then", "if false then"],
    ],
  },
  {
    name: "writes the payload with cjson",
    shows: "changed",
    changes: [
      [
        "local named = redis.pcall('SADD'",
        "cjson.encode_invalid_numbers(true) payload = cjson.encode(cjson.decode(payload)) local named = redis.pcall('SADD'",
      ],
    ],
  },
];
const JOBS = 2_000;
/** Two operators need not meet at the same chunk in every round. */
const ROUNDS = 3;

let server: TestRedis;
let redis: ReturnType<TestRedis["client"]>;
beforeAll(async () => {
  server = await startRedis();
  redis = server.client();
  await writeTemplate(redis, { key: "retry", count: JOBS });
});
afterAll(() => server.stop());

function mutated(changes: readonly (readonly [string, string])[]): Script {
  let { lua } = moveEntries;
  for (const [from, to] of changes) {
    expect(lua.split(from), `the script has one place with ${from}`).toHaveLength(2);
    lua = lua.replace(from, () => to);
  }
  return { name: "mutated", lua };
}

/** Two operators retry the same jobs at once, some of which go to a queue whose key is of a wrong type. */
async function round(script: Script): Promise<Verdict> {
  await seedFromTemplate(redis, "retry");
  const before = await takeCensus(redis);
  await redis.set("queue:mail", "not a list");
  const replicas = ["a", "b"].map((name) => openLocalReplica(server.url, name, script));
  const ids = await Promise.all(replicas.map(({ state }) => order(state, "retry", { expected: JOBS })));
  for (const replica of replicas) replica.runner.start();
  await Promise.all(ids.map((id) => ended(redis, id)));
  for (const replica of replicas) await replica.close();
  await redis.del("queue:mail");
  return judge(before, await takeCensus(redis), ["retry"]);
}

describe("the model notices a wrong script", () => {
  it("finds nothing wrong with ours", { timeout: 120_000 }, async () => {
    for (let i = 0; i < ROUNDS; i++) expect(faults(await round(moveEntries))).toBe(0);
  });
  for (const { name, shows, changes } of MUTATIONS) {
    it(`${name}: ${shows}`, { timeout: 120_000 }, async () => {
      const script = mutated(changes);
      let found = 0;
      for (let i = 0; i < ROUNDS && found === 0; i++) found = (await round(script))[shows].length;
      expect(found).toBeGreaterThan(0);
    });
  }
});
