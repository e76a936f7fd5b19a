import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { handleAuth } from "@/lib/auth/handler";
import { ORIGIN, PASSWORD, startConsole, type TestConsole, testToken, testUser } from "@/lib/testing/api";
import { seed } from "@/lib/testing/seed";

let server: TestConsole;
beforeAll(async () => {
  server = await startConsole({ users: [testUser("ada", "admin")], tokens: [testToken("operate", ["operate"])] });
  await seed(server.redis.client());
});
afterAll(() => server.close());

async function signIn(): Promise<string> {
  const send = (path: string, init: RequestInit = {}) =>
    handleAuth(server.runtime.auth, new Request(`${ORIGIN}/api/auth${path}`, init), { ip: "10.0.0.1" });
  const headers = { host: "console.test" };
  const first = await send("/csrf", { headers });
  const jar = first.headers.getSetCookie().map((line) => line.split(";")[0]);
  const { csrfToken }: { csrfToken: string } = await first.json();
  const body = new URLSearchParams({ csrfToken, username: "ada", password: PASSWORD, json: "true" });
  const second = await send("/callback/credentials", {
    method: "POST",
    headers: { ...headers, cookie: jar.join("; ") },
    body,
  });
  return (
    second.headers
      .getSetCookie()
      .find((line) => line.includes("-session="))
      ?.split(";")[0] ?? ""
  );
}

const problem = async (response: Response) => [response.status, (await response.json()).code];

describe("while the store is down", () => {
  it("says so by name, lets nobody in who was not, changes nothing, and recovers by itself", async () => {
    const before = await signIn();
    expect((await server.call("/me", { headers: { cookie: before } })).status).toBe(200);
    await server.redis.kill();

    const startedAt = performance.now();
    const list = await server.call("/default/queues", { headers: { cookie: before } });
    expect(await problem(list)).toEqual([503, "source_unreachable"]);
    expect(performance.now() - startedAt).toBeLessThan(10_000);

    const me = await server.call("/me", { headers: { cookie: before } });
    expect(await me.json()).toMatchObject({ name: "ada", role: "admin" });
    const forged = before.replace(/=.*/, "=forged");
    expect((await server.call("/me", { headers: { cookie: forged } })).status).toBe(401);
    expect((await server.call("/me", { headers: { authorization: "Basic YWRhOndyb25n" } })).status).toBe(401);

    const during = await signIn();
    expect((await server.call("/me", { headers: { cookie: during } })).status).toBe(200);
    const body = { action: "retry", refs: ["s~retry~1~AAAAAAAAAAAAAAAAAAAAAA~0"] };
    expect(await problem(await server.call("/default/jobs/actions", { token: "operate", body }))).toEqual([
      503,
      "audit_unavailable",
    ]);
    const out = await server.call("/me/sign-out-everywhere", { headers: { cookie: before }, body: {} });
    expect(out.status).toBe(503);

    await server.redis.start();
    await expect
      .poll(async () => (await server.call("/default/queues", { token: "operate" })).status, { timeout: 10_000 })
      .toBe(200);
    await expect
      .poll(async () => (await server.call("/default/jobs/actions", { token: "operate", body })).status, {
        timeout: 10_000,
      })
      .toBe(200);
  });
});
