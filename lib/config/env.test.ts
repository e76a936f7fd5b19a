import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ConfigError } from "./config-error";
import { loadConfig } from "./env";

const dir = mkdtempSync(join(tmpdir(), "signalbox-config-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const HASH = `scrypt$16384$8$1$${"a".repeat(22)}$${"b".repeat(43)}`;
const SECRET = "q8Zk2vN0xw7Lr5tYb3Jm9sHd4fGc6pXe1uAo";
const NOW = Date.parse("2026-11-22T12:00:00Z");
const base = { SIGNALBOX_DATA_DIR: dir, SIGNALBOX_USERS: `ada:admin:${HASH}`, SIGNALBOX_SECRET: SECRET };

const load = (env: Record<string, string>) => loadConfig(env as NodeJS.ProcessEnv, NOW);

function problemsOf(env: Record<string, string>): string[] {
  try {
    load(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(error.message.split("\n")).toHaveLength(error.problems.length);
    return error.problems.map(({ variable }) => variable);
  }
}

function file(name: string, content: string, mode = 0o600): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

describe("a good configuration", () => {
  it("needs nothing but REDIS_URL on loopback, and keeps what it made", () => {
    const env = { REDIS_URL: "redis://localhost:6379/3", SIGNALBOX_DATA_DIR: join(dir, "fresh") };
    const first = load(env);
    expect(first.sources).toMatchObject([{ id: "default", url: "redis://localhost:6379/3", readOnly: false }]);
    expect(first.generatedAdmin?.password.length).toBeGreaterThanOrEqual(18);
    expect(Buffer.byteLength(first.secret)).toBeGreaterThanOrEqual(32);
    const again = load(env);
    expect(again.generatedAdmin).toEqual(first.generatedAdmin);
    expect(again.secret).toBe(first.secret);
    for (const name of ["secret", "admin-password"]) {
      expect(statSync(join(dir, "fresh", name)).mode & 0o777).toBe(0o600);
    }
    expect(readFileSync(join(dir, "fresh", "admin-password"), "utf8").trim()).toBe(first.generatedAdmin?.password);
  });

  it("reads every variable", () => {
    const config = load({
      ...base,
      HOST: "0.0.0.0",
      PORT: "8080",
      SIGNALBOX_URL: "https://jobs.example.org",
      SIGNALBOX_BASE_PATH: "/tools/jobs/",
      SIGNALBOX_READ_ONLY: "1",
      SIGNALBOX_TRUSTED_PROXIES: "10.0.0.0/8, ::1",
      SIGNALBOX_STATE_URL: "redis://state/1",
      SIGNALBOX_SOURCES:
        '[{"id":"prod","url":"rediss://u:p@h:1/2","label":"Prod","readOnly":true,"environment":"production"}]',
      SIGNALBOX_TOKENS: `ci:read+metrics:${"0a".repeat(32)}:2027-03-01:prod/mail-*`,
    });
    expect(config).toMatchObject({ port: 8080, basePath: "/tools/jobs", readOnly: true, generatedAdmin: null });
    expect(config.publicUrl?.origin).toBe("https://jobs.example.org");
    expect(config.trustedProxies.check("10.1.2.3")).toBe(true);
    expect(config.trustedProxies.check("11.1.2.3")).toBe(false);
    expect(config.sources).toMatchObject([{ id: "prod", label: "Prod", readOnly: true, environment: "production" }]);
    expect(config.tokens).toMatchObject([{ id: "ci", grants: ["read", "metrics"], scopes: [{ source: "prod" }] }]);
  });

  it("takes REDIS_URL through REDIS_PROVIDER and secrets from files", () => {
    const password = file("redis-url", "redis://from-file:1/0\n");
    expect(load({ ...base, REDIS_PROVIDER: "MY_REDIS", MY_REDIS: "redis://a:1/0" }).sources[0]?.url).toBe(
      "redis://a:1/0",
    );
    expect(load({ ...base, REDIS_URL_FILE: password }).sources[0]?.url).toBe("redis://from-file:1/0");
    const users = file("users", `# people\nada:admin:${HASH}\nbob:viewer:${HASH}:prod,dev/mail-*,dev/a:b\n`);
    const config = load({ SIGNALBOX_DATA_DIR: dir, SIGNALBOX_USERS: users, SIGNALBOX_SECRET: SECRET });
    expect(config.users.map(({ name, role }) => [name, role])).toEqual([
      ["ada", "admin"],
      ["bob", "viewer"],
    ]);
    expect(config.users[1]?.scopes).toEqual([
      { source: "prod", queues: null },
      { source: "dev", queues: ["mail-*", "a:b"] },
    ]);
  });

  it("makes an admin of SIDEKIQ_USERNAME and SIDEKIQ_PASSWORD, and warns of a short one", () => {
    const env = { SIGNALBOX_DATA_DIR: dir, SIGNALBOX_SECRET: SECRET, SIDEKIQ_USERNAME: "root", HOST: "0.0.0.0" };
    const config = load({ ...env, SIDEKIQ_PASSWORD: "short" });
    expect(config.users).toMatchObject([{ name: "root", role: "admin" }]);
    expect(config.warnings).toHaveLength(1);
    const one = load({ ...env, SIDEKIQ_PASSWORD: "long enough to pass" });
    expect(one.warnings).toEqual([]);
    // Sessions hang on the hash: another replica, or the next start, must come to the same.
    expect(load({ ...env, SIDEKIQ_PASSWORD: "long enough to pass" }).users).toEqual(one.users);
    expect(load({ ...env, SIDEKIQ_PASSWORD: "long enough to be another" }).users).not.toEqual(one.users);
    const elsewhere = { ...env, SIGNALBOX_SECRET: `${SECRET}2`, SIDEKIQ_PASSWORD: "long enough to pass" };
    expect(load(elsewhere).users).not.toEqual(one.users);
  });

  it("tells which files people and machines were read from", () => {
    const users = file("people", `ada:admin:${HASH}\n`);
    const tokens = file("machines", `ci:read:${"0a".repeat(32)}:2027-03-01\n`);
    const env = { SIGNALBOX_DATA_DIR: dir, SIGNALBOX_SECRET: SECRET };
    expect(load({ ...env, SIGNALBOX_USERS: users, SIGNALBOX_TOKENS_FILE: tokens }).accessFiles).toEqual([
      users,
      tokens,
    ]);
    expect(load(base).accessFiles).toEqual([]);
  });
});

describe("a bad configuration is refused, with the variable named", () => {
  const open = file("open-users", `ada:admin:${HASH}`, 0o644);
  const cases: [string, Record<string, string>][] = [
    ["SIGNALBOX_USERS", { SIGNALBOX_USERS: "" }],
    ["SIGNALBOX_USERS", { SIGNALBOX_USERS: "ada:admin:plain" }],
    ["SIGNALBOX_USERS", { SIGNALBOX_USERS: `ada:root:${HASH}` }],
    ["SIGNALBOX_USERS", { SIGNALBOX_USERS: `a b:admin:${HASH}` }],
    ["SIGNALBOX_USERS", { SIGNALBOX_USERS: `ada:admin:${HASH};ada:viewer:${HASH}` }],
    ["SIGNALBOX_USERS", { SIGNALBOX_USERS: `ada:admin:${HASH}:Prod` }],
    ["SIGNALBOX_USERS", { SIGNALBOX_USERS: `ada:admin:${HASH}:prod/` }],
    ["SIGNALBOX_USERS", { SIGNALBOX_USERS: `ada:admin:${HASH.replace("16384", "2")}` }],
    ["SIGNALBOX_USERS", { SIGNALBOX_USERS: `ada:admin:${HASH.replace("16384", "16385")}` }],
    ["SIGNALBOX_USERS", { SIGNALBOX_USERS: "/nowhere/users" }],
    ["SIGNALBOX_USERS", { SIGNALBOX_USERS: open }],
    ["SIGNALBOX_USERS", { SIGNALBOX_USERS: "#:" }],
    ["SIGNALBOX_USERS_FILE", { SIGNALBOX_USERS_FILE: open, SIGNALBOX_USERS: "" }],
    ["SIGNALBOX_TOKENS", { SIGNALBOX_TOKENS: "ci:read:abc:2027-01-01" }],
    ["SIGNALBOX_TOKENS", { SIGNALBOX_TOKENS: `ci:root:${"0a".repeat(32)}:2027-01-01` }],
    ["SIGNALBOX_TOKENS", { SIGNALBOX_TOKENS: `ci:read:${"0a".repeat(32)}:2030-01-01` }],
    ["SIGNALBOX_TOKENS", { SIGNALBOX_TOKENS: `ci:read:${"0a".repeat(32)}` }],
    ["SIGNALBOX_SECRET", { SIGNALBOX_SECRET: "short" }],
    ["SIGNALBOX_SECRET", { SIGNALBOX_SECRET: "x".repeat(40) }],
    ["SIGNALBOX_SECRET", { SIGNALBOX_SECRET: "changeme-changeme-changeme-changeme" }],
    ["SIGNALBOX_SECRET", { SIGNALBOX_SECRET: `your_secret_here_${"z1".repeat(12)}` }],
    ["SIDEKIQ_PASSWORD", { SIDEKIQ_USERNAME: "root" }],
    ["SIDEKIQ_USERNAME", { SIDEKIQ_PASSWORD: "a good long password" }],
    ["SIDEKIQ_PASSWORD", { SIDEKIQ_USERNAME: "root", SIDEKIQ_PASSWORD: "" }],
    ["SIDEKIQ_USERNAME", { SIDEKIQ_USERNAME: "ro:ot", SIDEKIQ_PASSWORD: "a good long password" }],
    [
      "SIDEKIQ_USERNAME",
      { SIGNALBOX_USERS: `root:viewer:${HASH}`, SIDEKIQ_USERNAME: "root", SIDEKIQ_PASSWORD: "a good long password" },
    ],
    ["PORT", { PORT: "http" }],
    ["PORT", { PORT: "70000" }],
    ["PORT", { PORT: "80.5" }],
    ["SIGNALBOX_URL", { SIGNALBOX_URL: "jobs.example.org" }],
    ["SIGNALBOX_URL", { SIGNALBOX_URL: "ftp://jobs.example.org" }],
    ["SIGNALBOX_URL", { SIGNALBOX_URL: "https://jobs.example.org/tools" }],
    ["SIGNALBOX_BASE_PATH", { SIGNALBOX_BASE_PATH: "tools" }],
    ["SIGNALBOX_BASE_PATH", { SIGNALBOX_BASE_PATH: "/a/../b" }],
    ["SIGNALBOX_BASE_PATH", { SIGNALBOX_BASE_PATH: '/a"b' }],
    ["SIGNALBOX_READ_ONLY", { SIGNALBOX_READ_ONLY: "maybe" }],
    ["SIGNALBOX_TRUSTED_PROXIES", { SIGNALBOX_TRUSTED_PROXIES: "localhost" }],
    ["SIGNALBOX_TRUSTED_PROXIES", { SIGNALBOX_TRUSTED_PROXIES: "10.0.0.0/99" }],
    ["REDIS_URL", { REDIS_URL: "http://localhost" }],
    ["REDIS_URL", { REDIS_URL: "localhost:6379" }],
    ["REDIS_URL", { REDIS_URL: "redis://:100%@localhost:6379" }],
    ["REDIS_URL", { REDIS_URL: "redis://localhost:6379/jobs" }],
    ["REDIS_PROVIDER", { REDIS_PROVIDER: "NOT_SET" }],
    ["SIGNALBOX_STATE_URL", { SIGNALBOX_STATE_URL: "memory" }],
    ["SIGNALBOX_SOURCES", { SIGNALBOX_SOURCES: "[]" }],
    ["SIGNALBOX_SOURCES", { SIGNALBOX_SOURCES: "[{" }],
    ["SIGNALBOX_SOURCES", { SIGNALBOX_SOURCES: '[{"id":"Prod","url":"redis://h"}]' }],
    ["SIGNALBOX_SOURCES", { SIGNALBOX_SOURCES: '[{"id":"me","url":"redis://h"}]' }],
    ["SIGNALBOX_SOURCES", { SIGNALBOX_SOURCES: '[{"id":"a","url":"redis://h","colour":"red"}]' }],
    ["SIGNALBOX_SOURCES", { SIGNALBOX_SOURCES: '[{"id":"a","url":"redis://h"},{"id":"a","url":"redis://h"}]' }],
    ["SIGNALBOX_PORT", { SIGNALBOX_PORT: "3000" }],
    ["SIGNALBOX_SECRET", { SIGNALBOX_SECRET_FILE: file("a-secret", SECRET) }],
  ];

  it.each(cases)("%s %j", (variable, env) => {
    expect(problemsOf({ ...base, HOST: "0.0.0.0", ...env })).toEqual([variable]);
  });

  it("names all of them at once, one line each, and never a secret", () => {
    const env = {
      ...base,
      PORT: "x",
      SIGNALBOX_URL: "y",
      REDIS_URL: "http://u:hunter2@h",
      SIGNALBOX_SECRET: "hunter2",
    };
    expect(problemsOf(env).sort()).toEqual(["PORT", "REDIS_URL", "SIGNALBOX_SECRET", "SIGNALBOX_URL"]);
    expect(() => load(env)).toThrow(expect.objectContaining({ message: expect.not.stringContaining("hunter2") }));
  });

  it("names the nearest variable for a mistyped one", () => {
    expect(() => load({ ...base, SIGNALBOX_USER: "x" })).toThrow("did you mean SIGNALBOX_USERS?");
  });

  it("refuses to start without users on any address but loopback", () => {
    const env = { SIGNALBOX_DATA_DIR: dir, SIGNALBOX_SECRET: SECRET };
    for (const HOST of ["0.0.0.0", "::", "10.0.0.1", "jobs.internal", "127.evil.example"]) {
      expect(problemsOf({ ...env, HOST })).toEqual(["SIGNALBOX_USERS"]);
    }
    for (const HOST of ["127.0.0.1", "::1", "localhost", "127.0.0.2"]) expect(problemsOf({ ...env, HOST })).toEqual([]);
  });

  it("does not start with a link that could lead anywhere", () => {
    const good = '[{"label":"Logs","url":"https://logs.example/?q={jid}","classes":["Billing::*"]}]';
    expect(load({ ...base, SIGNALBOX_LINKS: good }).links).toHaveLength(1);
    expect(load(base).links).toEqual([]);
    for (const bad of [
      "nonsense",
      '{"label":"x","url":"https://a.example/"}',
      '[{"label":"x","url":"javascript:alert(1)"}]',
      '[{"label":"x","url":"https://{jid}.example/"}]',
      '[{"label":"x","url":"https://a.example/{no}"}]',
      '[{"label":"","url":"https://a.example/"}]',
      '[{"label":"x","url":"https://a.example/","onclick":"x"}]',
    ]) {
      expect([bad, problemsOf({ ...base, SIGNALBOX_LINKS: bad })]).toEqual([bad, ["SIGNALBOX_LINKS"]]);
    }
  });
});
