import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endpointsOf } from "@/lib/http/endpoint";
import { ORIGIN, startConsole, type TestConsole, testToken, testUser } from "@/lib/testing/api";
import { seed } from "@/lib/testing/seed";

let server: TestConsole;
let secured: TestConsole;
beforeAll(async () => {
  const users = [testUser("ada", "admin")];
  server = await startConsole({ users, tokens: [testToken("operate", ["operate"])] });
  secured = await startConsole({ users, publicUrl: new URL("https://jobs.test") });
  await seed(server.redis.client());
});
afterAll(async () => {
  await server.close();
  await secured.close();
});

const SITES = ["same-origin", "same-site", "cross-site", "none", undefined];
const TYPES = [
  "application/json",
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  undefined,
];
const MARKS = ["1", undefined, "true"];

describe("a change from a browser", () => {
  const origins = [ORIGIN, "https://evil.test", "null", undefined, `${ORIGIN}.evil.test`];
  const cells = SITES.flatMap((site) =>
    origins.flatMap((origin) => TYPES.flatMap((type) => MARKS.map((mark) => ({ site, origin, type, mark })))),
  );

  it("passes from our own pages alone", async () => {
    const passed: typeof cells = [];
    for (const cell of cells) {
      const headers = {
        "sec-fetch-site": cell.site,
        origin: cell.origin,
        "content-type": cell.type,
        "x-signalbox": cell.mark,
      };
      const response = await server.call("/me/sign-out-everywhere", { as: "ada", method: "POST", body: "{}", headers });
      if (response.status !== 403) passed.push(cell);
      else expect(await response.json()).toMatchObject({ code: "csrf_refused" });
    }
    const legal = cells.filter(({ site, origin, type, mark }) => {
      const ours = site === "same-origin" || (site === undefined && origin === ORIGIN);
      return ours && type === "application/json" && mark === "1";
    });
    expect(cells).toHaveLength(375);
    expect(passed).toEqual(legal);
  });

  it("compares Origin with the public address when there is one", async () => {
    const send = (origin: string) =>
      secured.call("/me/sign-out-everywhere", { as: "ada", body: {}, headers: { host: "jobs.test", origin } });
    expect((await send("https://jobs.test")).status).toBe(204);
    for (const origin of ["http://jobs.test", "https://jobs.test:8443", "https://evil.test", "null"]) {
      expect((await send(origin)).status).toBe(403);
    }
  });

  it("needs none of it with a Bearer token, which no browser sends by itself", async () => {
    const headers = { origin: undefined, "x-signalbox": undefined };
    const body = { action: "retry", refs: ["s~retry~1~AAAAAAAAAAAAAAAAAAAAAA~0"] };
    expect((await server.call("/default/jobs/actions", { token: "operate", body, headers })).status).toBe(200);
  });

  it("is refused on every address that changes anything, before its body is looked at", async () => {
    const headers = { "sec-fetch-site": "cross-site", origin: "https://evil.test" };
    for (const { method, path } of endpointsOf(server.runtime.api)) {
      if (method === "get") continue;
      const filled = path.replaceAll(/\{\w+\}/g, "default");
      const init = { as: "ada", method: method.toUpperCase(), body: "not json", headers };
      const response = await server.call(filled, init);
      expect([method, path, response.status]).toEqual([method, path, 403]);
    }
  });
});

describe("a request for another host", () => {
  it("is answered 421, signed in or not", async () => {
    for (const host of [
      "evil.test",
      "127.0.0.1:3000",
      "localhost",
      "jobs.test.evil.test",
      "jobs.test:8443",
      "JOBS.TEST",
    ]) {
      const { status } = await secured.call("/sources", { as: "ada", headers: { host } });
      expect([host, status]).toEqual([host, host === "JOBS.TEST" ? 200 : 421]);
    }
  });
});
