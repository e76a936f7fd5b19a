import { BlockList } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createAudit } from "@/lib/audit/audit";
import { isAppError } from "@/lib/errors/app-error";
import type { RedisLink } from "@/lib/redis/link";
import { openRedisLink } from "@/lib/redis/open";
import { PASSWORD, SECRET, testUser } from "@/lib/testing/api";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { type AuthService, createAuthenticator } from "./authenticator";
import { handleAuth } from "./handler";

const ORIGIN = "http://console.test";
let redis: TestRedis;
let state: RedisLink;
let clock = Date.now();
beforeAll(async () => {
  redis = await startRedis();
  state = openRedisLink({ url: redis.url });
});
afterAll(async () => {
  await state.close();
  await redis.stop();
});

function replica(options: { basePath?: string; publicUrl?: URL } = {}): { auth: AuthService; printed: object[] } {
  const { basePath = "", publicUrl = null } = options;
  const printed: object[] = [];
  const audit = createAudit({ state, logger: { info: (record) => void printed.push(record) } });
  const users = [testUser("ada", "admin"), testUser("vera", "viewer")];
  const config = { users, tokens: [], secret: SECRET, basePath, publicUrl, trustedProxies: new BlockList() };
  return { auth: createAuthenticator({ config, state, audit, now: () => clock }), printed };
}

/** A browser that keeps cookies. */
class Browser {
  readonly jar = new Map<string, string>();
  readonly auth: AuthService;
  readonly prefix: string;

  readonly ip: string;

  constructor(auth: AuthService, prefix = `${ORIGIN}/api/auth`, ip = "10.0.0.9") {
    this.ip = ip;
    this.auth = auth;
    this.prefix = prefix;
  }

  get cookie(): string {
    return [...this.jar].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  get session(): string | undefined {
    return [...this.jar].find(([name]) => name.endsWith("-session"))?.[1];
  }

  async send(path: string, form?: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
    const { host } = new URL(this.prefix);
    const request = new Request(`${this.prefix}${path}`, {
      method: form ? "POST" : "GET",
      headers: { host, cookie: this.cookie, ...headers },
      ...(form && { body: new URLSearchParams(form) }),
    });
    const response = await handleAuth(this.auth, request, { ip: this.ip });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";", 1);
      const equals = pair.indexOf("=");
      if (/max-age=0/i.test(line) || pair.endsWith("=")) this.jar.delete(pair.slice(0, equals));
      else this.jar.set(pair.slice(0, equals), pair.slice(equals + 1));
    }
    return response;
  }

  async signIn(
    username: string,
    password: string,
    callbackUrl = "/s/default",
  ): Promise<{ status: number; url: string }> {
    const { csrfToken }: { csrfToken: string } = await (await this.send("/csrf")).json();
    const form = { csrfToken, username, password, callbackUrl, json: "true" };
    const response = await this.send("/callback/credentials", form);
    const { url }: { url: string } = await response.json();
    return { status: response.status, url };
  }

  async signOut(): Promise<void> {
    const { csrfToken }: { csrfToken: string } = await (await this.send("/csrf")).json();
    await this.send("/signout", { csrfToken, callbackUrl: "/", json: "true" });
  }
}

async function who(auth: AuthService, cookie: string): Promise<string> {
  const request = new Request(`${ORIGIN}/api/v1/me`, { headers: { cookie } });
  try {
    return (await auth.authenticate(request, { ip: "10.0.0.9" })).name;
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
}

async function signedIn(name = "ada"): Promise<{ browser: Browser; auth: AuthService }> {
  const { auth } = replica();
  const browser = new Browser(auth);
  await browser.signIn(name, PASSWORD);
  return { browser, auth };
}

describe("a session", () => {
  it("begins with the right password, leads back to the page, and is written down", async () => {
    const { auth, printed } = replica();
    const browser = new Browser(auth);
    expect(await browser.signIn("ada", PASSWORD, "/s/default/dead?q=x")).toMatchObject({
      url: `${ORIGIN}/s/default/dead?q=x`,
    });
    expect(await who(auth, browser.cookie)).toBe("ada");
    expect(printed).toMatchObject([{ audit: { action: "sign_in", actor: "ada", phase: "event", ip: "10.0.0.9" } }]);
  });

  it("does not begin with a wrong one, an unknown name or without the CSRF token", async () => {
    const { auth, printed } = replica();
    const browser = new Browser(auth);
    expect((await browser.signIn("ada", "wrong")).url).toContain("error=CredentialsSignin");
    expect((await browser.signIn("nobody", PASSWORD)).url).toContain("error=CredentialsSignin");
    await browser.send("/callback/credentials", { csrfToken: "x", username: "ada", password: PASSWORD, json: "true" });
    expect(browser.session).toBeUndefined();
    expect(printed).toMatchObject([{ audit: { phase: "refusal" } }, { audit: { phase: "refusal" } }]);
  });

  it("never leads to another origin", async () => {
    const { auth } = replica();
    for (const wanted of ["https://evil.test/", "//evil.test", "/\\evil.test"]) {
      const { url } = await new Browser(auth).signIn("ada", PASSWORD, wanted);
      expect(new URL(url, ORIGIN).origin).toBe(ORIGIN);
    }
  });

  it("gets a new cookie at every sign-in, whatever was sent before", async () => {
    const { browser } = await signedIn();
    const first = browser.session;
    await browser.signIn("ada", PASSWORD);
    expect(browser.session).not.toBe(first);
    const planted = new Browser(browser.auth);
    for (const [name] of browser.jar) planted.jar.set(name, "attacker");
    await planted.signIn("ada", PASSWORD);
    expect(planted.session).not.toBe("attacker");
  });

  it("has cookies that no script and no other site can use", async () => {
    const { auth } = replica();
    const lines = (await new Browser(auth).send("/csrf")).headers.getSetCookie();
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toMatch(/HttpOnly.*SameSite=Lax/i);
    const secure = replica({ publicUrl: new URL("https://jobs.test") }).auth;
    for (const line of (await new Browser(secure, "https://jobs.test/api/auth").send("/csrf")).headers.getSetCookie()) {
      expect(line).toMatch(/^__Host-signalbox-/);
      expect(line).toMatch(/Secure/);
    }
    const below = replica({ publicUrl: new URL("https://jobs.test"), basePath: "/tools" }).auth;
    const browser = new Browser(below, "https://jobs.test/tools/api/auth");
    for (const line of (await browser.send("/csrf")).headers.getSetCookie()) {
      expect(line).toMatch(/^__Secure-signalbox-.*Path=\/tools/);
    }
    expect(await browser.signIn("ada", PASSWORD, "/tools/s/a")).toMatchObject({ url: "https://jobs.test/tools/s/a" });
  });

  it("ends on sign-out, here and on another replica within 5 s", async () => {
    const { browser, auth } = await signedIn();
    const { auth: other } = replica();
    const { cookie } = browser;
    expect(await who(other, cookie)).toBe("ada");
    await browser.signOut();
    expect(browser.session).toBeUndefined();
    expect(await who(auth, cookie)).toBe("unauthenticated");
    clock += 5_000;
    expect(await who(other, cookie)).toBe("unauthenticated");
  });

  it("is written down when it ends by sign-out, once", async () => {
    const { auth, printed } = replica();
    const browser = new Browser(auth);
    await browser.signIn("ada", PASSWORD);
    const kept = [...browser.jar];
    await browser.signOut();
    const late = new Browser(auth);
    for (const [name, value] of kept) late.jar.set(name, value);
    await late.signOut();
    const outs = printed.filter((line) => JSON.stringify(line).includes("sign_out"));
    expect(outs).toMatchObject([{ audit: { action: "sign_out", actor: "ada", phase: "event", ip: "10.0.0.9" } }]);
  });

  it("ends with all others of the same person, and leaves those of somebody else", async () => {
    const [one, two, vera] = [await signedIn(), await signedIn(), await signedIn("vera")];
    const { auth } = replica();
    for (const { browser } of [one, two]) expect(await who(auth, browser.cookie)).toBe("ada");
    await one.auth.signOutEverywhere("ada");
    clock += 5_000;
    for (const { browser } of [one, two]) expect(await who(auth, browser.cookie)).toBe("unauthenticated");
    expect(await who(auth, vera.browser.cookie)).toBe("vera");
    const again = new Browser(auth);
    await again.signIn("ada", PASSWORD);
    expect(await who(auth, again.cookie)).toBe("ada");
  });

  it("stays ended when the state store loses its data", async () => {
    const [one, two] = [await signedIn(), await signedIn()];
    const { cookie } = one.browser;
    await one.browser.signOut();
    await two.auth.signOutEverywhere("ada");
    await redis.client().flushall();
    clock += 5_000;
    expect(await who(one.auth, cookie)).toBe("unauthenticated");
    expect(await who(two.auth, two.browser.cookie)).toBe("unauthenticated");
  });

  it("ends when the person's role, scope or password changes, or the person goes", async () => {
    const changes = [
      [testUser("ada", "viewer")],
      [testUser("ada", "admin", [{ source: "default", queues: ["mail"] }])],
      [{ ...testUser("ada", "admin"), hash: { ...testUser("ada", "admin").hash, key: Buffer.alloc(32) } }],
      [],
    ];
    for (const users of changes) {
      const { browser, auth } = await signedIn();
      expect(await who(auth, browser.cookie)).toBe("ada");
      auth.reload(users, []);
      expect(await who(auth, browser.cookie)).toBe("unauthenticated");
    }
  });

  it("ends on another replica, which has read nothing anew, when the role changes on one", async () => {
    const { browser, auth } = await signedIn("vera");
    const { auth: other } = replica();
    expect(await who(other, browser.cookie)).toBe("vera");
    auth.reload([testUser("ada", "admin"), testUser("vera", "operator")], []);
    await vi.waitFor(async () => {
      clock += 5_000;
      expect(await who(other, browser.cookie)).toBe("unauthenticated");
    });
  });

  it("ends after 30 idle minutes, without tolerance", async () => {
    const { browser, auth } = await signedIn();
    clock += 30 * 60_000 - 1;
    expect(await who(auth, browser.cookie)).toBe("ada");
    clock += 1;
    expect(await who(auth, browser.cookie)).toBe("unauthenticated");
  });

  it("is renewed by use, but for 12 hours at most", async () => {
    const { browser, auth } = await signedIn();
    const started = clock;
    let { cookie } = browser;
    let renewals = 0;
    while ((await who(auth, cookie)) === "ada") {
      clock += 20 * 60_000;
      const request = new Request(`${ORIGIN}/api/v1/me`, { headers: { cookie } });
      const renewed = await auth.renew(request, { ip: null });
      if (renewed) {
        cookie = renewed.split(";")[0] ?? "";
        renewals += 1;
      }
    }
    expect(renewals).toBeGreaterThan(30);
    expect(clock - started).toBeGreaterThanOrEqual(12 * 3_600_000);
    expect(clock - started).toBeLessThan(12 * 3_600_000 + 21 * 60_000);
  });

  it("cannot be made up: another secret, a plain value, half a cookie", async () => {
    const { browser, auth } = await signedIn();
    const name = [...browser.jar.keys()].find((key) => key.endsWith("-session")) ?? "";
    const value = browser.session ?? "";
    for (const forged of [
      "",
      "x",
      value.slice(0, -4),
      `${value}A`,
      Buffer.from('{"name":"ada"}').toString("base64url"),
    ]) {
      expect(await who(auth, `${name}=${forged}`)).toBe("unauthenticated");
    }
  });

  it("is not found through a Basic header that is wrong", async () => {
    const { browser, auth } = await signedIn();
    const headers = { cookie: browser.cookie, authorization: "Basic !!" };
    const request = new Request(`${ORIGIN}/api/v1/me`, { headers });
    await expect(auth.authenticate(request, { ip: null })).rejects.toMatchObject({ code: "unauthenticated" });
  });
});

describe("the sign-in address", () => {
  it("serves no other host than the configured one", async () => {
    const { auth } = replica({ publicUrl: new URL("https://jobs.test") });
    for (const host of ["evil.test", "localhost", "jobs.test.evil.test", "jobs.test:8443"]) {
      const request = new Request("http://x/api/auth/csrf", { headers: { host } });
      expect((await handleAuth(auth, request, { ip: null })).status).toBe(421);
    }
  });

  it("takes no forwarded host of a stranger", async () => {
    const { auth } = replica();
    const browser = new Browser(auth);
    const response = await browser.send("/signin", undefined, {
      "x-forwarded-host": "evil.test",
      "x-forwarded-proto": "https",
    });
    expect(response.headers.get("location") ?? "").not.toContain("evil.test");
  });

  it("knows no other action and no other method", async () => {
    const { auth } = replica();
    const browser = new Browser(auth);
    for (const path of ["/_log", "/error2", "/callback/credentials/x", "/"]) {
      expect((await browser.send(path)).status).toBe(404);
    }
    const request = new Request(`${ORIGIN}/api/auth/csrf`, { method: "PUT", headers: { host: "console.test" } });
    expect((await handleAuth(auth, request, { ip: null })).status).toBe(405);
  });

  it("slows down after five wrong passwords", async () => {
    const { auth } = replica();
    const urls: string[] = [];
    const tried = async () => (await new Browser(auth, undefined, "10.0.0.77").signIn("vera", "wrong")).url;
    for (let i = 0; i < 9; i++) urls.push(await tried());
    expect(urls.at(0)).toContain("error=CredentialsSignin");
    expect(urls.at(-1)).toContain("error=too_many_requests");
  });
});
