import { afterAll, beforeAll, expect, it } from "vitest";
import { startConsole, type TestConsole, testUser } from "@/lib/testing/api";
import { failedJob, job } from "@/lib/testing/seed";

const SECRET = "4711-never-to-be-guessed";
const JOBS = 6;
let server: TestConsole;
beforeAll(async () => {
  server = await startConsole({ users: [testUser("ada", "admin"), testUser("vera", "viewer")] });
  server.runtime.start();
  const redis = server.redis.client();
  for (let i = 0; i < JOBS; i++) {
    const password = i < 3 ? SECRET : `other-${i}`;
    const over = { jid: `j${i}`, class: "Wanted", args: [{ password, shown: "4712" }] };
    await redis.zadd("dead", 1_000 + i, failedJob({ ...over, error_message: `denied: password=${password}` }));
    await redis.lpush("queue:default", job(over));
  }
  await redis.sadd("queues", "default");
});
afterAll(() => server.close());

const ask = async (path: string) => (await server.call(`/default${path}`, { as: "vera" })).text();
const linesOf = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .filter((line) => line !== "");

/** Right guesses beside wrong ones: whoever asks must not be able to tell them apart. */
const RIGHT = [SECRET, "4711*", "*guessed", `"${SECRET}"`];
const GUESSES = ["arg.password:", "-arg.password:", "arg.0.password:", "arg:", "message:", ""];

it("no answer tells a right guess of a masked value from a wrong one", async () => {
  for (const key of GUESSES) {
    const answers = async (value: string) => {
      const q = encodeURIComponent(`class:Wanted ${key}${value}`);
      const list = JSON.parse(await ask(`/sets/dead/jobs?q=${q}`)).jobs.length;
      const search = JSON.parse(linesOf(await ask(`/search?q=${q}`)).at(-1) ?? "{}").found;
      const exported = linesOf(await ask(`/export?format=ndjson&q=${q}`)).length;
      const body = { verb: "delete", target: { set: "dead", q: decodeURIComponent(q) } };
      const { id } = await (await server.call("/default/operations", { as: "ada", body })).json();
      const operation = async () => (await server.call(`/default/operations/${id}`, { as: "ada" })).json();
      await expect.poll(async () => (await operation()).state, { timeout: 10_000 }).toBe("frozen");
      const { total } = await operation();
      await server.call(`/default/operations/${id}/cancel`, { as: "ada", body: {} });
      return [list, search, exported, total];
    };
    const wrong = await answers("no-such-value");
    for (const value of RIGHT) expect([key, value, await answers(value)]).toEqual([key, value, wrong]);
  }
}, 60_000);

it("no value that is offered, no facet, no row and no file holds one", async () => {
  const { values } = JSON.parse(await ask(`/search/values?key=arg&path=${encodeURIComponent('["password"]')}`));
  expect(values).toEqual([]);
  const shown = JSON.parse(await ask(`/search/values?key=arg&path=${encodeURIComponent('["shown"]')}`));
  expect(shown.values).toEqual([{ value: "4712", count: expect.any(Number) }]);
  const places = [
    "/search?q=class:Wanted",
    "/export?format=csv",
    "/export?format=ndjson",
    "/sets/dead/jobs",
    "/errors",
  ];
  for (const place of places) expect([place, (await ask(place)).includes(SECRET)]).toEqual([place, false]);
});
