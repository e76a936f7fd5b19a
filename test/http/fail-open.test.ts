import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Principal } from "@/lib/auth/principal";
import { makeApi } from "@/lib/http/app";
import { endpointsOf } from "@/lib/http/endpoint";
import { ORIGIN, startConsole, type TestConsole, testUser } from "@/lib/testing/api";
import { seed } from "@/lib/testing/seed";

let server: TestConsole;
beforeAll(async () => {
  server = await startConsole({ users: [testUser("ada", "admin")] });
  await seed(server.redis.client());
});
afterAll(() => server.close());

/** What a broken authenticator might hand back instead of somebody. */
const BROKEN: Record<string, () => unknown> = {
  undefined: () => undefined,
  null: () => null,
  true: () => true,
  "an empty object": () => ({}),
  "a message": () => ({ message: "There is a problem with the server configuration" }),
  "a name without a role": () => ({ name: "ada", scopes: null }),
  "an unknown role": () => ({ name: "ada", role: "root", scopes: null }),
  "an inherited role": () => ({ name: "ada", role: "constructor", scopes: null }),
  "a list of roles": () => ({ name: "ada", role: ["admin"], scopes: null }),
  "an exception": () => {
    throw new Error("decrypt failed");
  },
};

describe("a broken authenticator", () => {
  it.each(Object.entries(BROKEN))("opens no address: %s", async (_name, answer) => {
    const { services, config } = server.runtime;
    const auth = { ...services.auth, authenticate: async () => answer() as Principal };
    const app = makeApi({ ...services, auth }, config);
    for (const { method, path } of endpointsOf(app)) {
      const address = `${ORIGIN}/api/v1${path.replaceAll(/\{\w+\}/g, "default")}`;
      const response = await app.fetch(new Request(address, { method, headers: { host: "console.test" } }), {
        ip: null,
      });
      expect([path, [401, 500].includes(response.status)]).toEqual([path, true]);
      const text = await response.text();
      expect(text).toMatch(/"code":"(unauthenticated|internal)"/);
      expect(text).not.toMatch(/mail-in|decrypt failed/);
    }
  });
});
