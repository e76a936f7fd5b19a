import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isAppError } from "@/lib/errors/app-error";
import { freePort, startRedis, type TestRedis } from "@/lib/testing/redis-server";
import type { RedisLink } from "./link";
import { openRedisLink } from "./open";
import type { Command } from "./pipeline";

const HOSTILE = [
  Buffer.alloc(0),
  Buffer.from("\0"),
  Buffer.from("\r\n"),
  Buffer.from("$3\r\nabc\r\n*2\r\n"),
  Buffer.from([0xff, 0xfe, 0x0d]),
  Buffer.alloc(3 * 1024 * 1024, "\r\n-ERR no\r\n"),
  Buffer.from("last"),
];

const links: RedisLink[] = [];
function open(url: string, options: Partial<Parameters<typeof openRedisLink>[0]> = {}): RedisLink {
  const link = openRedisLink({ url, ...options });
  links.push(link);
  return link;
}

async function taken(link: RedisLink, command: Command) {
  const seen: Buffer[] = [];
  const [reply] = await link.scan([
    { command, take: (bytes, from, to) => seen.push(Buffer.from(bytes.subarray(from, to))) },
  ]);
  return { reply, seen };
}

async function failure(work: Promise<unknown>) {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!isAppError(error)) throw new Error(`expected an AppError, got ${String(error)}`);
  return error;
}

async function until(check: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !check(); i++) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(check()).toBe(true);
}

describe("reading much over a connection of its own", () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
    const admin = redis.client();
    await admin.rpush("list", ...HOSTILE);
    await admin.set("text", "x");
    await admin.call("ACL", "SETUSER", "reader", "on", ">p@ss", "~*", "+lrange", "+select", "+acl|whoami");
    await admin.call("ACL", "SETUSER", "default", "on", ">secret", "~*", "&*", "+@all");
  });
  afterAll(async () => {
    await Promise.all(links.splice(0).map((link) => link.close()));
    await redis.stop();
  });
  const url = (credentials = ":secret@", db = "/0") => `redis://${credentials}127.0.0.1:${redis.port}${db}`;

  it("gives every byte, and a refused command in its place among others", async () => {
    const link = open(url());
    for (let round = 0; round < 3; round++) {
      const { reply, seen } = await taken(link, ["LRANGE", "list", 0, -1]);
      expect(reply).toBe(HOSTILE.length);
      expect(seen.every((bytes, at) => bytes.equals(HOSTILE[at] ?? Buffer.from("none")))).toBe(true);
    }
    const replies = await link.scan([
      { command: ["LLEN", "list"] },
      { command: ["LRANGE", "text", 0, -1], take: () => {} },
      { command: ["LRANGE", "none", 0, -1], take: () => {} },
      { command: ["LRANGE", "list", 0, 2] },
      { command: ["GET", "none"] },
    ]);
    expect(replies[0]).toBe(HOSTILE.length);
    expect(replies[1]).toMatchObject({ params: { reply: "WRONGTYPE" } });
    expect(replies.slice(2)).toEqual([0, HOSTILE.slice(0, 3), null]);
    expect(link.health().state).toBe("ok");
  });

  it("answers many at once, each its own, and goes on after one that throws", async () => {
    const link = open(url());
    const failing = link.scan([
      {
        command: ["LRANGE", "list", 0, -1],
        take: () => {
          throw new TypeError("ours");
        },
      },
    ]);
    const all = Array.from({ length: 20 }, (_, at) => taken(link, ["LRANGE", "list", at % 7, at % 7]));
    await expect(failing).rejects.toThrow(TypeError);
    for (const [at, { seen }] of (await Promise.all(all)).entries())
      expect(seen.length === 1 && seen[0]?.equals(HOSTILE[at % 7] ?? Buffer.from("none"))).toBe(true);
  });

  it("uses the user, the password and the database of the URL, and names what is wrong with them", async () => {
    expect((await taken(open(url("reader:p%40ss@")), ["LRANGE", "list", 1, 1])).seen).toEqual([Buffer.from("\0")]);
    expect((await taken(open(url(":secret@", "/3")), ["LRANGE", "list", 0, -1])).seen).toEqual([]);
    for (const wrong of [url(":wrong@"), url("")]) {
      expect(await failure(taken(open(wrong), ["LRANGE", "list", 0, 1]))).toMatchObject({
        code: "source_auth_failed",
        params: { sent: false },
      });
    }
    expect(await failure(taken(open(url(":secret@", "/99")), ["LRANGE", "list", 0, 1]))).toMatchObject({
      code: "source_misconfigured",
    });
  });

  it("speaks over a unix socket and over TLS with the given CA, and names a certificate it does not trust", async () => {
    const tlsPort = await freePort();
    const probe = await startRedis();
    const [key, cert] = [join(probe.dir, "k.pem"), join(probe.dir, "c.pem")];
    const subject = "-subj /CN=localhost -addext subjectAltName=DNS:localhost";
    execFileSync(
      "openssl",
      [..."req -x509 -newkey rsa:2048 -nodes -days 1".split(" "), ...subject.split(" "), "-keyout", key, "-out", cert],
      { stdio: "ignore" },
    );
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
    const other = await startRedis(["--unixsocket", socket, ...tls]);
    await other.client().rpush("list", ...HOSTILE);
    const files = { caFile: cert, certFile: null, keyFile: null };
    for (const link of [open(`unix://${socket}`), open(`rediss://localhost:${tlsPort}`, { tls: files })]) {
      const { seen } = await taken(link, ["LRANGE", "list", 0, -1]);
      expect(seen.every((bytes, at) => bytes.equals(HOSTILE[at] ?? Buffer.from("none")))).toBe(true);
    }
    expect(await failure(taken(open(`rediss://localhost:${tlsPort}`), ["LRANGE", "list", 0, 1]))).toMatchObject({
      code: "source_misconfigured",
    });
    await Promise.all(links.splice(0).map((link) => link.close()));
    await other.stop();
    await probe.stop();
  });
});

describe("reading much from a server in trouble", () => {
  it("names a lost server and a frozen one, and reads on when it is back", async () => {
    const redis = await startRedis();
    const link = open(redis.url);
    await redis.client().rpush("list", "a", "b");
    await redis.kill();
    expect(await failure(taken(link, ["LRANGE", "list", 0, -1]))).toMatchObject({
      code: "source_unreachable",
      params: { sent: false, detail: "ECONNREFUSED" },
    });
    expect(link.health()).toMatchObject({ state: "down", code: "source_unreachable" });
    await redis.start();
    await redis.client().rpush("list", "a", "b");
    expect((await taken(link, ["LRANGE", "list", 0, -1])).reply).toBe(2);
    process.kill(redis.pid, "SIGSTOP");
    const startedAtMs = Date.now();
    const waiting = [taken(link, ["LRANGE", "list", 0, 0]), taken(link, ["LRANGE", "list", 1, 1])].map(failure);
    for (const error of await Promise.all(waiting)) {
      expect(error).toMatchObject({ code: "source_frozen", params: { sent: true } });
    }
    expect(Date.now() - startedAtMs).toBeLessThan(2_500);
    process.kill(redis.pid, "SIGCONT");
    await until(() => link.health().state === "ok");
    expect((await taken(link, ["LRANGE", "list", 0, -1])).reply).toBe(2);
    const cut = failure(link.scan([{ command: ["BLPOP", "nothing", 0] }]));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await redis.kill();
    expect(await cut).toMatchObject({ code: "source_unreachable", params: { sent: true } });
    await link.close();
    await redis.stop();
  });
});
