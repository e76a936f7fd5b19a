import { afterAll, beforeAll, expect, it } from "vitest";
import { endpointsOf } from "@/lib/http/endpoint";
import { startConsole, type TestConsole, testUser } from "@/lib/testing/api";
import { seed } from "@/lib/testing/seed";

let server: TestConsole;
beforeAll(async () => {
  server = await startConsole({ users: [testUser("ada", "admin")] });
  await seed(server.redis.client());
});
afterAll(() => server.close());

const HOSTILE = [
  "<script>alert(1)</script>",
  `"><img src=x onerror=alert(1)>`,
  "javascript:alert(1)",
  "\r\nX-Injected: 1",
  "-1",
  "1e9",
  "NaN",
  "__proto__",
  "%00",
  "'; DROP TABLE jobs; --",
  "(a+)+$",
  "x".repeat(5_000),
];
const FILLED: Record<string, string> = { source: "default", set: "dead", queue: "default" };
const fill = (path: string, values: Record<string, string>) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? FILLED[name] ?? "x"));

/** The table of addresses makes the list, so a new one and a new parameter are in it from their first day. */
it("answers JSON that no browser takes for a page, whatever stands in a part of a path or a parameter", async () => {
  const asked: string[] = [];
  for (const { method, path, query } of endpointsOf(server.runtime.api)) {
    if (method !== "get" || path.endsWith("/stream")) continue;
    const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
    for (const text of HOSTILE) {
      for (const name of names) asked.push(fill(path, { [name]: text }));
      for (const name of query) asked.push(`${fill(path, {})}?${name}=${encodeURIComponent(text)}`);
    }
  }
  expect(asked.length).toBeGreaterThan(400);
  for (const path of asked) {
    const response = await server.call(path, { as: "ada" });
    const type = response.headers.get("content-type") ?? "";
    expect([path, response.status]).not.toEqual([path, 500]);
    expect([path, type]).toEqual([path, expect.not.stringMatching(/html|xml|svg|javascript/)]);
    expect([path, response.headers.get("x-content-type-options")]).toEqual([path, "nosniff"]);
    expect(response.headers.get("x-injected")).toBeNull();
    const body = await response.text();
    if (type.includes("json") && !type.includes("ndjson")) JSON.parse(body);
  }
});

it("refuses numbers out of range for a handful of commands at most", async () => {
  const commands = async () =>
    Number(/total_commands_processed:(\d+)/.exec(await server.redis.client().info("stats"))?.[1]);
  const numeric = ["limit", "days"];
  for (const { method, path, query } of endpointsOf(server.runtime.api)) {
    for (const name of method === "get" ? query.filter((each) => numeric.includes(each)) : []) {
      for (const value of ["-1", "0", "1000000000", "NaN", "1e3", "1,2", ""]) {
        const asked = `${fill(path, {})}?${name}=${value}`;
        const before = await commands();
        const { status } = await server.call(asked, { as: "ada" });
        expect([asked, status]).toEqual([asked, 400]);
        expect((await commands()) - before).toBeLessThanOrEqual(6);
      }
      const twice = `${fill(path, {})}?${name}=1&${name}=2`;
      expect([twice, (await server.call(twice, { as: "ada" })).status]).toEqual([twice, 400]);
    }
  }
});
