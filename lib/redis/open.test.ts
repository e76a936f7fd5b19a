import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isAppError } from "@/lib/errors/app-error";
import { freePort, startRedis, type TestRedis } from "@/lib/testing/redis-server";
import type { RedisLink } from "./link";
import { openRedisLink } from "./open";

const links: RedisLink[] = [];
function open(url: string, options: Partial<Parameters<typeof openRedisLink>[0]> = {}): RedisLink {
  const link = openRedisLink({ url, ...options });
  links.push(link);
  return link;
}

async function failure(work: Promise<unknown>) {
  const startedAtMs = Date.now();
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!isAppError(error)) throw new Error(`expected an AppError, got ${String(error)}`);
  return { code: error.code, params: error.params, tookMs: Date.now() - startedAtMs };
}

async function until(check: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await check()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("did not happen within 10 s");
}

const ECHO = { name: "echo", lua: "return {ARGV[1], #KEYS, redis.call('INCR', KEYS[1])}" };

describe("a link to a running redis", () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
    const admin = redis.client();
    await admin.call("ACL", "SETUSER", "reader", "on", ">p@ss", "~*", "+get", "+select", "+acl|whoami", "+ping");
    await admin.call("ACL", "SETUSER", "default", "on", ">secret", "~*", "&*", "+@all");
  });
  afterAll(async () => {
    await Promise.all(links.splice(0).map((link) => link.close()));
    await redis.stop();
  });
  const url = (credentials = ":secret@", db = "/0") => `redis://${credentials}127.0.0.1:${redis.port}${db}`;

  it("reads and runs scripts with bytes in and out, also after the script cache is flushed", async () => {
    const link = open(url());
    const bytes = Buffer.from([0xff, 0x00, 0xfe]);
    expect(await link.run(ECHO, ["n"], [bytes])).toEqual([bytes, 1, 1]);
    await link.read((r) => r.script("FLUSH"));
    expect(await link.run(ECHO, ["n"], [bytes], "bulk")).toEqual([bytes, 1, 2]);
    expect(link.health()).toMatchObject({ state: "ok", code: null });
  });

  it("selects the database of the URL and keeps at most three connections, named by lane", async () => {
    const link = open(url(":secret@", "/3"));
    await link.write((r) => r.set("where", "three"));
    await link.bulk((r) => r.ping());
    expect(await link.read((r) => r.get("where"))).toBe("three");
    expect(await open(url()).read((r) => r.get("where"))).toBeNull();
    const clients = String(await link.read((r) => r.client("LIST")));
    const names = clients.split("\n").filter((line) => line.includes("db=3"));
    expect(names.map((line) => /name=(\S*)/.exec(line)?.[1]?.split(":").at(-1)).sort()).toEqual([
      "bulk",
      "read",
      "write",
    ]);
    expect(JSON.stringify(link.address)).not.toContain("secret");
  });

  it("names a wrong password, a missing one and an unknown database", async () => {
    expect(await failure(open(url(":wrong@")).read((r) => r.ping()))).toMatchObject({ code: "source_auth_failed" });
    expect(await failure(open(url("")).read((r) => r.ping()))).toMatchObject({ code: "source_auth_failed" });
    const wrongDb = await failure(open(url(":secret@", "/99")).read((r) => r.ping()));
    expect(wrongDb).toMatchObject({ code: "source_misconfigured" });
    expect(wrongDb.tookMs).toBeLessThan(2_000);
  });

  it("is down, and says so, while its database is not there", async () => {
    const link = open(url(":secret@", "/9999"));
    await failure(link.read((r) => r.get("x")));
    expect(link.health()).toMatchObject({ state: "down", code: "source_misconfigured" });
  });

  it("names the command an ACL user may not run, and stays connected", async () => {
    const link = open(url("reader:p%40ss@"));
    expect(await link.read((r) => r.get("nothing"))).toBeNull();
    expect(await failure(link.read((r) => r.info()))).toMatchObject({
      code: "source_permission_missing",
      params: { command: "info", sent: false },
    });
    await link.read((r) => r.get("nothing"));
    expect(link.health()).toMatchObject({ state: "degraded", code: "source_permission_missing" });
  });

  it("reports a missing right once, however many other commands work in between", async () => {
    const seen: string[] = [];
    const link = open(url("reader:p%40ss@"), { onHealth: ({ state }) => seen.push(state) });
    for (let turn = 0; turn < 3; turn++) {
      await link.read((r) => r.get("nothing"));
      await failure(link.read((r) => r.info()));
    }
    expect(seen).toEqual(["ok", "degraded"]);
  });

  it("keeps a wrong type apart from a failing server", async () => {
    const link = open(url());
    await link.write((r) => r.set("text", "x"));
    expect(await failure(link.read((r) => r.llen("text")))).toMatchObject({ params: { reply: "WRONGTYPE" } });
    expect(link.health().state).toBe("ok");
  });

  it("names a full store and leaves errors of our own alone", async () => {
    const link = open(url());
    await link.read((r) => r.config("SET", "maxmemory", "1"));
    expect(await failure(link.write((r) => r.set("a", "b")))).toMatchObject({ code: "source_full" });
    expect(link.health()).toMatchObject({ state: "degraded", code: "source_full" });
    await link.read((r) => r.config("SET", "maxmemory", "0"));
    await expect(link.read(() => Promise.reject(new TypeError("ours")))).rejects.toThrow(TypeError);
  });

  it("says what is wrong with a URL instead of throwing", async () => {
    for (const wrong of ["nonsense", "http://127.0.0.1", "redis://h/notadb", "redis://%zz@h"]) {
      const link = open(wrong);
      expect(await failure(link.read((r) => r.ping()))).toMatchObject({ code: "source_misconfigured" });
      expect(link.health().state).toBe("down");
    }
  });
});

describe("a link to a server in trouble", () => {
  it("names a refused connection within two seconds and finds the server when it comes", async () => {
    const redis = await startRedis();
    await redis.kill();
    const seen: string[] = [];
    const link = open(redis.url, { onHealth: (health) => seen.push(health.state) });
    const refused = await failure(link.read((r) => r.ping()));
    expect(refused).toMatchObject({ code: "source_unreachable", params: { sent: false, detail: "ECONNREFUSED" } });
    expect(refused.tookMs).toBeLessThan(2_000);
    expect(link.health()).toMatchObject({ state: "down", code: "source_unreachable" });
    await redis.start();
    await until(() => link.health().state === "ok");
    expect(seen).toEqual(["down", "ok"]);
    await link.close();
    await redis.stop();
  });

  it("names a frozen server within two seconds, on an open connection and on a new one, and recovers", async () => {
    const redis = await startRedis();
    const link = open(redis.url);
    await link.read((r) => r.ping());
    process.kill(redis.pid, "SIGSTOP");
    const [old, fresh] = await Promise.all([
      failure(link.read((r) => r.ping())),
      failure(link.write((r) => r.set("a", "b"))),
    ]);
    expect(old).toMatchObject({ code: "source_frozen", params: { sent: true } });
    expect(fresh).toMatchObject({ code: "source_frozen", params: { sent: false } });
    expect(Math.max(old.tookMs, fresh.tookMs)).toBeLessThan(2_200);
    process.kill(redis.pid, "SIGCONT");
    await until(() => link.health().state === "ok");
    expect(await link.read((r) => r.get("a"))).toBeNull();
    await link.close();
    await redis.stop();
  });

  it("names a frozen server the same for everybody who asks while it is given up and asked anew", async () => {
    const redis = await startRedis();
    const states: string[] = [];
    const link = open(redis.url, { onHealth: ({ state, code }) => states.push(`${state} ${code}`) });
    await link.read((r) => r.ping());
    process.kill(redis.pid, "SIGSTOP");
    const asked: Promise<unknown>[] = [];
    for (let i = 0; i < 45; i++) {
      asked.push(failure(link.read((r) => r.ping())).then(({ code }) => code));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(new Set(await Promise.all(asked))).toEqual(new Set(["source_frozen"]));
    process.kill(redis.pid, "SIGCONT");
    await until(() => link.health().state === "ok");
    expect(states).toEqual(["ok null", "down source_frozen", "ok null"]);
    await link.close();
    await redis.stop();
  });

  it("does not take a pause of its own process for a frozen server", async () => {
    const redis = await startRedis();
    const states: string[] = [];
    const link = open(redis.url, { onHealth: ({ state, code }) => states.push(`${state} ${code}`) });
    const scanned = () => link.scan([{ command: ["PING"] }, { command: ["GET", "n"] }]);
    await Promise.all([link.read((r) => r.ping()), link.write((r) => r.set("n", "0")), scanned()]);
    process.kill(redis.pid, "SIGSTOP");
    const asked = Promise.all([link.read((r) => r.get("none")), link.write((r) => r.incr("n")), scanned()]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    // Where it comes before the timers, and not before what has arrived.
    setImmediate(() => {
      process.kill(redis.pid, "SIGCONT");
      for (const until = performance.now() + 2_500; performance.now() < until; );
    });
    expect(await asked).toEqual([null, 1, [Buffer.from("PONG"), expect.any(Buffer)]]);
    expect(await link.read((r) => r.get("n"))).toBe("1");
    expect(states).toEqual(["ok null"]);
    await link.close();
    await redis.stop();
  });

  it("reports a lost reply as sent and never sends the write again", async () => {
    const redis = await startRedis(["--appendonly", "yes", "--appendfsync", "always"]);
    const link = open(redis.url);
    await link.write((r) => r.set("n", "0"));
    process.kill(redis.pid, "SIGSTOP");
    const write = failure(link.write((r) => r.incr("n")));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await redis.kill();
    expect(await write).toMatchObject({ code: "source_unreachable", params: { sent: true } });
    await redis.start();
    await until(() => link.health().state === "ok");
    expect(await link.write((r) => r.get("n"))).toBe("0");
    await link.close();
    await redis.stop();
  });

  it("names a server that a script keeps busy", async () => {
    const redis = await startRedis(["--busy-reply-threshold", "50"]);
    const link = open(redis.url);
    await link.read((r) => r.ping());
    const admin = redis.client();
    await admin.ping();
    const endless = redis
      .client()
      .eval("while true do end", 0)
      .catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await failure(link.read((r) => r.get("a")))).toMatchObject({ code: "source_busy" });
    await admin.script("KILL");
    await endless;
    await until(() => link.health().state === "ok");
    await link.close();
    await redis.stop();
  });

  it("names a read-only replica", async () => {
    const redis = await startRedis(["--replicaof", "127.0.0.1", String(await freePort())]);
    const link = open(redis.url);
    expect(await link.read((r) => r.get("a"))).toBeNull();
    expect(await failure(link.write((r) => r.set("a", "b")))).toMatchObject({ code: "source_read_only" });
    expect(await failure(link.run(ECHO, ["n"], ["x"]))).toMatchObject({ code: "source_read_only" });
    expect(link.health()).toMatchObject({ state: "degraded", code: "source_read_only" });
    await link.close();
    await redis.stop();
  });
});

describe("other transports", () => {
  it("speaks over a unix socket and over TLS with the given CA, names a certificate it does not trust, and TLS on one side alone", async () => {
    const tlsPort = await freePort();
    const probe = await startRedis();
    const [key, cert] = [join(probe.dir, "k.pem"), join(probe.dir, "c.pem")];
    execFileSync("openssl", [
      ..."req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost -addext subjectAltName=DNS:localhost".split(
        " ",
      ),
      ...["-keyout", key, "-out", cert],
    ]);
    const socket = join(probe.dir, "r.sock");
    const tls = [
      "--tls-port",
      String(tlsPort),
      "--tls-cert-file",
      cert,
      "--tls-key-file",
      key,
      "--tls-auth-clients",
      "no",
    ];
    const redis = await startRedis(["--unixsocket", socket, ...tls]);
    expect(await open(`unix://${socket}?db=2`).read((r) => r.ping())).toBe("PONG");
    const files = { caFile: cert, certFile: null, keyFile: null };
    expect(await open(`rediss://localhost:${tlsPort}`, { tls: files }).read((r) => r.ping())).toBe("PONG");
    expect(await failure(open(`rediss://localhost:${tlsPort}`).read((r) => r.ping()))).toMatchObject({
      code: "source_misconfigured",
    });
    const plainToTls = open(`redis://localhost:${tlsPort}`);
    const tlsToPlain = open(`rediss://u:secret@localhost:${redis.port}`);
    for (const [link, hint] of [
      [plainToTls, "the server speaks TLS; the URL must start with rediss://"],
      [tlsToPlain, "the server does not speak TLS; the URL must start with redis://"],
    ] as const) {
      const named = { code: "source_misconfigured", params: { sent: false, detail: hint } };
      const met = [failure(link.read((r) => r.ping())), failure(link.scan([{ command: ["PING"] }]))];
      await new Promise((resolve) => setTimeout(resolve, 800));
      met.push(failure(link.read((r) => r.ping())), failure(link.write((r) => r.set("a", "b"))));
      for (const each of await Promise.all(met)) {
        expect(each).toMatchObject(named);
        expect(each.tookMs).toBeLessThan(2_200);
      }
      expect(await failure(link.read((r) => r.ping()))).toMatchObject(named);
      expect(link.health()).toMatchObject({ state: "down", code: "source_misconfigured" });
    }
    // Known for what it is, a server that is slow to say so again is no other one.
    process.kill(redis.pid, "SIGSTOP");
    expect(await failure(tlsToPlain.bulk((r) => r.ping()))).toMatchObject({ code: "source_misconfigured" });
    process.kill(redis.pid, "SIGCONT");
    await Promise.all(links.splice(0).map((link) => link.close()));
    await redis.stop();
    await probe.stop();
  });
});
