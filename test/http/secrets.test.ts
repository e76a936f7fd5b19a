import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endpointsOf } from "@/lib/http/endpoint";
import { startConsole, type TestConsole, testUser } from "@/lib/testing/api";
import { job, seedProcess } from "@/lib/testing/seed";

/** Each a value that must not be shown: under a telling key, or of a telling shape. */
const SHAPES = [
  "Bearer canaryb-abcdefghijklmnop123456",
  "eyJhbGciOiJIUzI1NiJ9.eyJjYW5hcnkiOiIxIn0.c2lnbmF0dXJlY2FuYXJ5",
  "-----BEGIN RSA PRIVATE KEY-----\nMIIcanarypem\n-----END RSA PRIVATE KEY-----",
  "AKIACANARY0123456789",
];
const KEYS = [
  "password",
  "user_passwd",
  "secret",
  "api_key",
  "apikey",
  "access_token",
  "auth_header",
  "cookie",
  "ssn",
  "card_cvv",
  "otp",
  "crypt_salt",
];
const canaries = KEYS.map((key, index) => ({ key, value: `canary-${index}-${key}` }));
const FOUND = /canaryb?-|AKIACANARY|MIIcanarypem|c2lnbmF0dXJlY2FuYXJ5/;

let server: TestConsole;
let jid: string;
beforeAll(async () => {
  server = await startConsole({ users: [testUser("ada", "admin"), testUser("vera", "viewer")] });
  const redis = server.redis.client();
  jid = "0123456789abcdef01234567";
  const secrets = Object.fromEntries(canaries.map(({ key, value }) => [key, value]));
  const payload = job({
    jid,
    class: "ChargeJob",
    args: [secrets, { deep: [{ deeper: secrets }] }, ...SHAPES],
    cattr: secrets,
    error_class: "ApiError",
    error_message: `refused: ${SHAPES[0]}`,
    retry_count: 1,
    failed_at: Date.now() / 1000,
  });
  await redis.sadd("queues", "default");
  await redis.lpush("queue:default", payload);
  for (const set of ["schedule", "retry", "dead"]) await redis.zadd(set, Date.now() / 1000, payload);
  await seedProcess(redis, "host:1:abc", ["default"], Date.now() / 1000);
  await redis.hset("host:1:abc:work", "t1", JSON.stringify({ queue: "default", payload, run_at: 1 }));
});
afterAll(() => server.close());

const text = async (path: string, as: string) => (await server.call(path, { as })).text();

describe("what a payload hides", () => {
  it("is in no answer, for whatever role, until somebody asks to have it revealed", async () => {
    const { jobs }: { jobs: { ref: string }[] } = JSON.parse(await text("/default/sets/retry/jobs", "vera"));
    const ref = encodeURIComponent(jobs[0]?.ref ?? "");
    const filled: Record<string, string> = { source: "default", queue: "default", id: jid, ref };
    const paths = endpointsOf(server.runtime.api)
      .filter(({ method, path }) => method === "get" && !/stream$|payload$/.test(path))
      .flatMap(({ path }) => ["scheduled", "retry", "dead"].map((set) => fill(path, { ...filled, set })));
    expect(paths).toContain(`/default/entries/${ref}`);
    for (const path of new Set(paths)) {
      for (const as of ["vera", "ada"]) {
        const found = FOUND.exec(await text(path, as))?.[0] ?? null;
        expect([path, found]).toEqual([path, null]);
      }
    }
  });

  it("cannot be guessed at through the filter", async () => {
    const none = JSON.parse(await text("/default/sets/retry/jobs?q=canary-0-", "vera"));
    expect(none.jobs).toEqual([]);
    const some = JSON.parse(await text("/default/sets/retry/jobs?q=ChargeJob", "vera"));
    expect(some.jobs).toHaveLength(1);
  });

  it("is shown to an admin who asks, and the asking is written down without it", async () => {
    const { jobs }: { jobs: { ref: string }[] } = JSON.parse(await text("/default/sets/dead/jobs", "ada"));
    const body = { ref: jobs[0]?.ref, reason: "support case 7" };
    expect((await server.call("/default/jobs/reveal", { as: "vera", body })).status).toBe(403);
    const revealed = await (await server.call("/default/jobs/reveal", { as: "ada", body })).text();
    for (const { value } of canaries) expect(revealed).toContain(value);
    const payload = await text(`/default/entries/${encodeURIComponent(jobs[0]?.ref ?? "")}/payload`, "ada");
    expect(payload).toContain(canaries[0]?.value);
    const record = await text("/audit", "ada");
    expect(record).toContain("job.reveal");
    expect(record).toContain("job.download");
    expect(record).toContain("support case 7");
    expect(record).not.toMatch(FOUND);
  });
});

function fill(path: string, values: Record<string, string>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "x");
}
