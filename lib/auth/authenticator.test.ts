import { createHash } from "node:crypto";
import { BlockList } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { TokenRecord } from "@/lib/config/tokens";
import { isAppError } from "@/lib/errors/app-error";
import type { AuditLog } from "@/lib/http/services";
import type { RedisLink } from "@/lib/redis/link";
import { openRedisLink } from "@/lib/redis/open";
import { PASSWORD, SECRET, testHash, testUser } from "@/lib/testing/api";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { type AuthService, createAuthenticator } from "./authenticator";
import { deriveKey } from "./password";

let redis: TestRedis;
let state: RedisLink;
beforeAll(async () => {
  redis = await startRedis();
  state = openRedisLink({ url: redis.url });
});
afterAll(async () => {
  await state.close();
  await redis.stop();
});

const secretPart = "a".repeat(43);
const token = (id: string, grants: TokenRecord["grants"], expiresAtMs: number): TokenRecord => ({
  id,
  grants,
  sha256: createHash("sha256").update(secretPart).digest(),
  expiresAtMs,
  scopes: null,
});

function make(over: { now?: () => number; state?: RedisLink | null; audit?: AuditLog } = {}) {
  let derived = 0;
  const now = over.now ?? Date.now;
  const auth = createAuthenticator({
    config: {
      users: [testUser("ada", "admin"), testUser("vera", "viewer")],
      tokens: [
        token("ci", ["read"], now() + 3_600_000),
        token("old", ["read"], now() - 1),
        token("prom", ["metrics"], now() + 1_000),
      ],
      secret: SECRET,
      basePath: "",
      publicUrl: null,
      trustedProxies: new BlockList(),
    },
    state: over.state === undefined ? null : over.state,
    audit: over.audit ?? null,
    now,
    derive: (password, hash) => {
      derived += 1;
      return deriveKey(password, hash);
    },
  });
  return { auth, count: () => derived };
}

/** An audit log and what it was given. */
function recorded() {
  const written: string[] = [];
  const audit: AuditLog = {
    write: async ({ phase, actor, action, method, ip, error }) =>
      void written.push([phase, actor, action, method, ip, error].join(" ").trim()),
    page: async () => ({ entries: [], nextCursor: null, durable: true }),
  };
  return { audit, written };
}

const ask = (auth: AuthService, headers: Record<string, string>, ip = "1.1.1.1") =>
  auth.authenticate(new Request("http://console.test/api/v1/me", { headers }), { ip });
const basic = (name: string, password: string) => `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "in",
    (error: unknown) => (isAppError(error) ? error.code : "other"),
  );

describe("Basic", () => {
  it("lets in who has the password, with role and method", async () => {
    const { auth } = make();
    expect(await ask(auth, { authorization: basic("ada", PASSWORD) })).toMatchObject({
      role: "admin",
      method: "basic",
    });
  });

  it.each([
    "",
    "Basic",
    "Basic !!!",
    "Basic OnB3",
    "Bearer",
    "Bearer %E0%A4%A",
    "Bearer sbx_ci_",
    `Bearer sbx_ci_${"b".repeat(43)}`,
    `Bearer sbx_old_${secretPart}`,
    `Bearer sbx_none_${secretPart}`,
    `Bearer sbx_ci_${secretPart}x`,
    "Digest x",
    "Negotiate",
  ])("turns away %j", async (authorization) => {
    expect(await codeOf(ask(make().auth, { authorization }))).toBe("unauthenticated");
  });

  it.each([
    "Ada",
    "ADA",
    "ada ",
    " ada",
    "ada\u0000",
    "ada.evil",
    "xada",
    "аda",
    "ａｄａ",
    "ad\u200ba",
    "ada@x",
    ".*",
    "",
  ])("is nobody but who is spelled so: %j", async (name) => {
    expect(await codeOf(ask(make().auth, { authorization: basic(name, PASSWORD) }))).toBe("unauthenticated");
  });

  it("spends exactly one scrypt on a known and on an unknown name", async () => {
    const { auth, count } = make();
    await codeOf(ask(auth, { authorization: basic("ada", "wrong") }));
    expect(count()).toBe(1);
    await codeOf(ask(auth, { authorization: basic("nobody", "wrong") }));
    expect(count()).toBe(2);
  });

  it("spends one scrypt on many requests at once", async () => {
    const { auth, count } = make();
    await Promise.all(Array.from({ length: 50 }, () => ask(auth, { authorization: basic("ada", PASSWORD) })));
    expect(count()).toBe(1);
  });
});

describe("signing in with Basic", () => {
  it("is written down, right or wrong or too often, once for as long as the password is believed", async () => {
    let now = Date.now();
    const { audit, written } = recorded();
    const { auth } = make({ audit, now: () => now });
    for (let i = 0; i < 3; i++) await ask(auth, { authorization: basic("ada", PASSWORD) });
    expect(written.splice(0)).toEqual(["event ada sign_in basic 1.1.1.1"]);
    now += 61_000;
    await ask(auth, { authorization: basic("ada", PASSWORD) });
    for (let i = 0; i < 8; i++) await codeOf(ask(auth, { authorization: basic("vera", `wrong-${i}`) }));
    expect(written.shift()).toBe("event ada sign_in basic 1.1.1.1");
    expect(written[0]).toBe("refusal vera sign_in basic 1.1.1.1 unauthenticated");
    expect(written.at(-1)).toBe("refusal vera sign_in basic 1.1.1.1 too_many_requests");
  });
});

describe("coming with a wrong token", () => {
  it("is written down by the id that it claims, without its secret", async () => {
    const { audit, written } = recorded();
    const { auth } = make({ audit });
    for (const text of [`sbx_old_${secretPart}`, `sbx_ci_${"b".repeat(43)}`, "whatever"]) {
      expect(await codeOf(ask(auth, { authorization: `Bearer ${text}` }))).toBe("unauthenticated");
    }
    expect(written).toEqual([
      "refusal token:old token_use token 1.1.1.1 unauthenticated",
      "refusal token:ci token_use token 1.1.1.1 unauthenticated",
      "refusal token: token_use token 1.1.1.1 unauthenticated",
    ]);
  });
});

describe("the last use of a token", () => {
  it("is told with its address, by every replica, and recorded now and then", async () => {
    let now = Date.now();
    const { audit, written } = recorded();
    const [one, other] = [make({ state, audit, now: () => now }), make({ state, now: () => now })];
    const lastOf = async (auth: AuthService) =>
      (await auth.access()).tokens.map((t) => [t.id, t.lastUsedAtMs, t.lastUsedIp]);
    expect(await lastOf(other.auth)).toEqual([
      ["ci", null, null],
      ["old", null, null],
      ["prom", null, null],
    ]);
    const authorization = `Bearer sbx_ci_${secretPart}`;
    const seen = (atMs: number, ip: string) =>
      vi.waitFor(async () => expect((await lastOf(other.auth))[0]).toEqual(["ci", atMs, ip]));
    const first = now;
    await ask(one.auth, { authorization });
    await seen(first, "1.1.1.1");
    now += 30_000;
    await ask(one.auth, { authorization });
    now += 31_000;
    await ask(one.auth, { authorization });
    await seen(first + 61_000, "1.1.1.1");
    expect(written).toEqual(["event token:ci token_use token 1.1.1.1"]);
    await ask(one.auth, { authorization }, "2.2.2.2");
    await seen(first + 61_000, "2.2.2.2");
    expect(written.at(-1)).toBe("event token:ci token_use token 2.2.2.2");
    await codeOf(ask(one.auth, { authorization: `Bearer sbx_old_${secretPart}` }));
    expect((await lastOf(other.auth))[1]).toEqual(["old", null, null]);
  });

  it("is known without a store too", async () => {
    const { auth } = make();
    await ask(auth, { authorization: `Bearer sbx_ci_${secretPart}` });
    expect((await auth.access()).tokens[0]).toMatchObject({ id: "ci", lastUsedIp: "1.1.1.1" });
    expect((await auth.access()).people).toEqual([
      { name: "ada", role: "admin", scopes: null },
      { name: "vera", role: "viewer", scopes: null },
    ]);
  });
});

describe("tokens", () => {
  it("carry a role, and no more than was granted", async () => {
    const { auth } = make();
    const reads = await ask(auth, { authorization: `Bearer sbx_ci_${secretPart}` });
    expect(reads).toMatchObject({ name: "token:ci", role: "viewer", method: "token", only: null });
    const scrapes = await ask(auth, { authorization: `Bearer sbx_prom_${secretPart}` });
    expect(scrapes.only).toEqual(["metrics.read"]);
  });
});

describe("wrong passwords", () => {
  it.each(["redis", "memory"])(
    "are tried at most 40 times of 10,000, from many addresses (%s)",
    async (kind) => {
      const { auth, count } = make({ state: kind === "redis" ? state : null });
      const codes = new Set<string>();
      for (let round = 0; round < 100; round++) {
        const tries = Array.from({ length: 100 }, (_, i) =>
          codeOf(ask(auth, { authorization: basic("vera", `wrong-${round}-${i}`) }, `10.${round}.${i}.1`)),
        );
        for (const code of await Promise.all(tries)) codes.add(code);
      }
      expect(count()).toBeLessThanOrEqual(40);
      expect([...codes].sort()).toEqual(["too_many_requests", "unauthenticated"]);
    },
    60_000,
  );

  it.each(["redis", "memory"])(
    "keep nobody out who comes from where they came in before (%s)",
    async (kind) => {
      const { auth } = make({ state: kind === "redis" ? state : null });
      expect(await codeOf(ask(auth, { authorization: basic("ada", PASSWORD) }, "8.8.8.8"))).toBe("in");
      for (let i = 0; i < 30; i++) await codeOf(ask(auth, { authorization: basic("ada", `w${i}`) }, `7.7.${i}.1`));
      auth.reload(auth.config.users, auth.config.tokens);
      expect(await codeOf(ask(auth, { authorization: basic("ada", PASSWORD) }, "6.6.6.6"))).toBe("too_many_requests");
      expect(await codeOf(ask(auth, { authorization: basic("ada", PASSWORD) }, "8.8.8.8"))).toBe("in");
    },
    30_000,
  );

  it("from one address end after 20, whatever the names", async () => {
    const { auth, count } = make({ state });
    for (let i = 0; i < 60; i++) await codeOf(ask(auth, { authorization: basic(`user-${i}`, "x") }, "9.9.9.9"));
    expect(count()).toBe(20);
    const { auth: restarted } = make({ state });
    expect(await codeOf(ask(restarted, { authorization: basic("ada", PASSWORD) }, "9.9.9.9"))).toBe(
      "too_many_requests",
    );
    expect(await codeOf(ask(restarted, { authorization: basic("ada", PASSWORD) }, "9.9.9.10"))).toBe("in");
  }, 60_000);
});

describe("a broken configuration", () => {
  it("never opens the door", async () => {
    for (const secret of ["", "short"]) {
      const config = {
        users: [{ name: "ada", role: "admin" as const, hash: testHash(PASSWORD), scopes: null }],
        tokens: [],
        secret,
        basePath: "",
        publicUrl: null,
        trustedProxies: new BlockList(),
      };
      expect(() => createAuthenticator({ config, state: null, audit: null })).toThrow();
    }
  });
});
