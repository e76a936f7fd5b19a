import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endpointsOf } from "@/lib/http/endpoint";
import { startConsole, type TestConsole, testUser } from "@/lib/testing/api";
import { recordCommands } from "@/lib/testing/monitor";
import { seed } from "@/lib/testing/seed";

let server: TestConsole;
let refs: Record<string, string>;
beforeAll(async () => {
  server = await startConsole({ users: [testUser("ada", "admin")] });
  await seed(server.redis.client());
  const page = await (await server.call("/default/sets/dead/jobs", { as: "ada" })).json();
  refs = {
    source: "default",
    queue: "default",
    set: "dead",
    id: page.jobs[0].jid,
    ref: page.jobs[0].ref,
    identity: "x",
  };
});
afterAll(() => server.close());

const fill = (path: string) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(refs[name] ?? name));
const reads = () => endpointsOf(server.runtime.api).filter(({ method }) => method === "get");

/** Bookkeeping of our own: sign-in limits, the record of a download, presence of a viewer. */
const OWN = /^(signalbox:|.*:signalbox:)/;
const WRITES = new Set(
  `set setex psetex setnx getset getdel append incr incrby incrbyfloat decr decrby del unlink rename renamenx copy move
  expire pexpire expireat persist lpush rpush lpushx rpushx lpop rpop lrem lset linsert ltrim lmove rpoplpush blpop brpop
  sadd srem spop smove zadd zrem zincrby zpopmin zpopmax zremrangebyscore zremrangebyrank zremrangebylex hset hmset hsetnx
  hdel hincrby xadd xdel xtrim publish flushall flushdb eval evalsha restore migrate sort config script keys`
    .split(/\s+/)
    .filter((name) => name !== ""),
);

describe("a GET", () => {
  it("changes nothing in the job store, on any address, for an admin", async () => {
    const commands = await recordCommands(server.redis.client(), async () => {
      for (const { path } of reads()) {
        const response = await server.call(fill(path), { as: "ada" });
        await response.body?.cancel();
      }
    });
    expect(commands.length).toBeGreaterThan(20);
    const wrote = commands.filter(([name = "", key = ""]) => WRITES.has(name.toLowerCase()) && !OWN.test(key));
    const scripts = wrote.filter(([name = ""]) => /^eval/i.test(name));
    const ofStore = wrote.filter(
      (command) => !scripts.includes(command) || !command.slice(3).every((part) => !isJobKey(part)),
    );
    expect(ofStore).toEqual([]);
  });

  it("reaches no other data when a parameter is absurd, and costs the store next to nothing", async () => {
    const absurd = [
      "-1",
      "0",
      "1000000000",
      "NaN",
      "1e3",
      "1.5",
      "",
      " 5",
      "0x10",
      "１０",
      "99999999999999999999",
      "[]",
      "null",
      "a%00b",
    ];
    const numeric = ["limit", "days", "from", "max_latency"];
    const tries = reads().flatMap(({ path, query }) =>
      query
        .filter((name) => numeric.includes(name))
        .flatMap((name) => [...absurd.map((value) => `${name}=${value}`), `${name}=1&${name}=2`, `${name}[]=1`])
        // A zero and a billion may be meant where they are an index or a number of seconds.
        .filter((tried) => !/^(from|max_latency)=(0|1000000000)$/.test(tried))
        .map((tried) => `${fill(path)}?${tried}`),
    );
    expect(tries.length).toBeGreaterThan(100);
    await expectRefused(tries);
  });

  it("asked as fast as can be costs the store what it costs asked now and then", async () => {
    const paths = [
      "/default/queues",
      "/default/sets/dead/jobs",
      "/default/processes",
      "/default/overview",
      "/default/trash",
    ];
    const costOf = async (times: number, everyMs: number) => {
      const startedAt = performance.now();
      const commands = await recordCommands(server.redis.client(), async () => {
        while (performance.now() - startedAt < times * everyMs) {
          for (const path of paths) await server.call(path, { as: "ada" });
          await new Promise((resolve) => setTimeout(resolve, everyMs));
        }
      });
      return commands.length / ((performance.now() - startedAt) / 1000);
    };
    const calm = await costOf(8, 260);
    const mad = await costOf(2_000, 1);
    expect(mad).toBeLessThan(calm * 3);
  });

  it("takes no parameter that it does not name", async () => {
    await expectRefused(reads().map(({ path }) => `${fill(path)}?surprise=1`));
  });

  it("takes no other set, source or cursor than there is", async () => {
    for (const path of ["/default/sets/unknown/jobs", "/DEFAULT/queues", "/default%00/queues", "/a%2fb/queues"]) {
      expect([400, 404]).toContain((await server.call(path, { as: "ada" })).status);
    }
    expect((await server.call("/other/queues", { as: "ada" })).status).toBe(404);
    for (const cursor of ["x", "~", "%00", "0".repeat(900), "%7B%7D"]) {
      const { status } = await server.call(`/default/sets/dead/jobs?cursor=${cursor}`, { as: "ada" });
      expect([cursor.slice(0, 9), status]).toEqual([cursor.slice(0, 9), 400]);
    }
  });

  async function expectRefused(paths: readonly string[]): Promise<void> {
    const accepted: string[] = [];
    const commands = await recordCommands(server.redis.client(), async () => {
      for (const path of paths) if ((await server.call(path, { as: "ada" })).status !== 400) accepted.push(path);
    });
    const ofSignIn = (command: string[]) => command.some((part) => part.startsWith("signalbox:login"));
    expect(accepted).toEqual([]);
    expect(commands.filter((command) => !ofSignIn(command))).toEqual([]);
  }
});

const isJobKey = (key: string) => /^(queue:|queues$|schedule$|retry$|dead$|processes$|stat:|paused$)/.test(key);
