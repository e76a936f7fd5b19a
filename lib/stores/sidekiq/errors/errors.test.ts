import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { errorGroupId, groupIdText } from "@/lib/domain/error-group";
import type { JobSetName } from "@/lib/domain/job.schema";
import type { RedisLink } from "@/lib/redis/link";
import { openRedisLink } from "@/lib/redis/open";
import { ErrorIndex } from "@/lib/search/errors/error-index";
import { tally } from "@/lib/search/errors/tally";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { sidekiqKeys } from "../keys";
import { maskText } from "../masking";
import { groupOfBytes } from "./failure";
import { createErrorScans } from "./index";
import { isPlain } from "./secret-hint";

const KEYS = { retry: "retry", dead: "dead", scheduled: "schedule" } as const;
const SETS = ["retry", "dead", "scheduled"] as const;
const WRAPPER = "Sidekiq::ActiveJob::Wrapper";

let server: TestRedis;
let link: RedisLink;
beforeAll(async () => {
  server = await startRedis();
  link = openRedisLink({ url: server.url, tls: null });
});
afterAll(async () => {
  await link.close();
  await server.stop();
});
beforeEach(async () => {
  await server.client().flushdb();
});

const scans = () => createErrorScans({ link, keys: sidekiqKeys(null), namespace: null });

interface Counted {
  retry: number;
  dead: number;
  scheduled: number;
  queues: Record<string, number>;
}

/** What a group is, read with nothing but JSON.parse. */
function naive(text: string, set: JobSetName): { id: string; queue: string | null } | null {
  const payload = JSON.parse(text);
  const inner = payload.class === WRAPPER ? payload.args[0] : null;
  const executions = inner?.executions ?? 0;
  if (set === "scheduled" && executions === 0) return null;
  const mailer = inner && payload.wrapped === "ActionMailer::MailDeliveryJob";
  const jobClass = mailer ? `${inner.arguments[0]}#${inner.arguments[1]}` : (payload.wrapped ?? payload.class ?? null);
  const exceptions = Object.keys(inner?.exception_executions ?? {});
  const message = payload.error_message ?? null;
  const named = Boolean(payload.error_class) || message !== null;
  const exception = set === "scheduled" && !named ? exceptions.at(-1)?.replace(/^\[|\]$/g, "") : null;
  const errorClass = payload.error_class || exception;
  const id = errorGroupId({
    class: jobClass || null,
    errorClass: errorClass || null,
    message: message === null ? null : maskText(message),
  });
  return { id, queue: payload.queue ?? null };
}

const word = fc.constantFrom(
  "timeout",
  "order 12",
  "user 7 at /tmp/x1",
  'key "ab12"',
  "token=s3cr3t9",
  '{password: "s3cr3t9"}',
  "Key (email)=(s3cr3t9)",
  "Zoë \n 42",
  "\\ \u0001",
  "bearer abcdefghij",
);
const message = fc.option(
  fc
    .array(fc.oneof(word, fc.string({ unit: "binary", maxLength: 30 })), { maxLength: 4 })
    .map((words) => words.join(" ")),
);
const payload = fc
  .record({
    wrapped: fc.option(fc.constantFrom("SyncJob", "ActionMailer::MailDeliveryJob")),
    class: fc.constantFrom("A", "B::C", "Ünicode"),
    queue: fc.constantFrom("default", "mail-in", "ü q"),
    errorClass: fc.option(fc.constantFrom("RuntimeError", "#<Class:0x00007f8b1c0a3b20>", "Net::ReadTimeout", "")),
    message,
    executions: fc.nat({ max: 2 }),
    failedAt: fc.oneof(
      fc.integer({ min: 1_700_000_000, max: 1_800_000_000 }),
      fc.double({ min: 1.7e9, max: 1.8e9, noNaN: true }),
    ),
    args: fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant({ a: [1, { b: "]}" }] })), { maxLength: 3 }),
    spaced: fc.boolean(),
    n: fc.nat(),
  })
  .map((p) => {
    const args = p.wrapped
      ? [
          {
            job_class: p.wrapped,
            arguments: ["ShopMailer", "paid", ...p.args],
            executions: p.executions,
            exception_executions: p.executions ? { "[Crm::Down]": 1 } : {},
          },
        ]
      : p.args;
    const fields = {
      retry: true,
      queue: p.queue,
      class: p.wrapped ? WRAPPER : p.class,
      ...(p.wrapped ? { wrapped: p.wrapped } : {}),
      args,
      jid: `j${p.n}`,
      created_at: p.failedAt,
      ...(p.errorClass === null ? {} : { error_class: p.errorClass }),
      ...(p.message === null ? {} : { error_message: p.message }),
      failed_at: p.failedAt,
    };
    return p.spaced ? JSON.stringify(fields, null, 1) : JSON.stringify(fields);
  });

const store = fc.array(
  fc.record({ set: fc.constantFrom(...SETS), score: fc.integer({ min: 1, max: 40 }), text: payload }),
  { maxLength: 60 },
);

async function fill(entries: readonly { set: JobSetName; score: number; text: string }[]): Promise<void> {
  for (const { set, score, text } of entries) await server.client().zadd(KEYS[set], score, text);
}

/** What is in Redis now, counted without any of our code but the id. */
async function reference(): Promise<Map<string, Counted>> {
  const groups = new Map<string, Counted>();
  for (const set of SETS) {
    for (const text of await server.client().zrange(KEYS[set], 0, "-1")) {
      const found = naive(text, set);
      if (!found) continue;
      const counted = groups.get(found.id) ?? { retry: 0, dead: 0, scheduled: 0, queues: {} };
      counted[set]++;
      if (found.queue !== null) counted.queues[found.queue] = (counted.queues[found.queue] ?? 0) + 1;
      groups.set(found.id, counted);
    }
  }
  return groups;
}

function countedBy(index: ErrorIndex): Map<string, Counted> {
  const groups = tally(index, index.state(), null);
  return new Map(
    groups.map(({ number, counts, queues }) => [
      groupIdText(index.groups[number]?.key ?? 0),
      { ...counts, queues: Object.fromEntries(queues.map(({ name, count }) => [name, count])) },
    ]),
  );
}

describe("the group of an entry", () => {
  it("is the same read off the bytes as read with a parser", () => {
    fc.assert(
      fc.property(payload, fc.constantFrom(...SETS), (text, set) => {
        expect(groupOfBytes(Buffer.from(text), set)).toBe(naive(text, set)?.id ?? null);
      }),
      { numRuns: 2_000 },
    );
  });

  it("does not depend on a secret that is masked, and cannot be used to guess one", () => {
    const of = (error_message: string) =>
      groupOfBytes(Buffer.from(JSON.stringify({ class: "A", args: [], error_class: "E", error_message })), "dead");
    expect(of("login failed: password=hunter")).toBe(of("login failed: password=correct"));
    expect(of('{"api_key":"abcdef"} refused')).toBe(of('{"api_key":"zzzzzz"} refused'));
    expect(of("redis://:secretword@db/0 refused")).toBe(of("redis://:otherword@db/0 refused"));
    expect(of("Bearer abcdefghijkl expired")).toBe(of("Bearer mnopqrstuvwx expired"));
    expect(of("pass\u0077ord=hunter")).toBe(of("password=other"));
  });

  it.each([
    "",
    "null",
    "42",
    "[]",
    '"x"',
    "{",
    '{"class":"A"',
    '{"class":"A"} x',
    '{"class":"A",}',
    "\u0000",
    '{"class":1}',
  ])("of malformed %s is one of those without a class, never an exception", (text) => {
    const nothing = errorGroupId({ class: null, errorClass: null, message: null });
    expect(groupOfBytes(Buffer.from(text), "dead")).toBe(nothing);
    expect(groupOfBytes(Buffer.from(text), "scheduled")).toBeNull();
  });

  it("of a job that waits or runs is that of its earlier failure, and none without one", () => {
    const failed = { class: "A", args: [], error_class: "E", error_message: "m" };
    const id = groupOfBytes(Buffer.from(JSON.stringify(failed)), "retry");
    expect(groupOfBytes(Buffer.from(JSON.stringify(failed)), null)).toBe(id);
    expect(groupOfBytes(Buffer.from('{"class":"A","args":[]}'), null)).toBeNull();
  });
});

describe("a message taken as it stands", () => {
  it("is one in which nothing would be masked", () => {
    const piece = fc.constantFrom(
      ..."password Pass secret token _key apikey api-key private_key crypt salt certificate otp ssn cvv cvc email MAIL auth cookie credential card eyJhbGciOi.eyJzdWIi AKIAABCDEFGHIJKLMNOP sk_live_abcdefgh pk_test_12345678 ghp_abcdefghijklmnopqrstuv xoxb-1234567890 Bearer basic -----BEGIN RSA PRIVATE KEY----- :// user:pw@host".split(
        " ",
      ),
      ..."= : => ' \" @ / . x hunter2 abcdefghij 12345678 redis https".split(" "),
      " ",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.boolean(), (pieces, spaced) => {
        const text = pieces.join(spaced ? " " : "");
        const bytes = Buffer.from(text);
        if (isPlain(bytes, 0, bytes.length) || isPlain(bytes, 0, bytes.length, true)) expect(maskText(text)).toBe(text);
      }),
      { numRuns: 20_000 },
    );
  });
});

describe("the index", () => {
  it("counts like a naive reference on random stores, and after random changes", async () => {
    await fc.assert(
      fc.asyncProperty(
        store,
        store,
        fc.array(fc.nat({ max: 100 }), { maxLength: 20 }),
        async (before, after, removals) => {
          await server.client().flushdb();
          await fill(before);
          const index = new ErrorIndex(scans());
          await index.refresh(new AbortController().signal);
          expect(countedBy(index)).toEqual(await reference());
          await fill(after);
          for (const rank of removals) {
            for (const key of Object.values(KEYS)) await server.client().zremrangebyrank(key, rank, rank);
          }
          await index.refresh(new AbortController().signal);
          expect(countedBy(index)).toEqual(await reference());
          expect(index.state()).toMatchObject({ complete: true, changedEntries: 0 });
        },
      ),
      { numRuns: 60 },
    );
  });

  it("follows a set of many stretches as it grows, shrinks and is trimmed, reading again only what changed", async () => {
    const client = server.client();
    const entry = (n: number) =>
      JSON.stringify({ class: `C${n % 7}`, queue: "q", args: [n], error_class: "E", error_message: `no ${n}` });
    for (let from = 0; from < 30_000; from += 1_000) {
      await client.zadd("dead", ...Array.from({ length: 1_000 }, (_, n) => [String(from + n), entry(from + n)]).flat());
    }
    const index = new ErrorIndex(scans());
    await index.refresh(new AbortController().signal);
    expect(index.state().chunks.length).toBeGreaterThan(5);
    await client.zadd("dead", 40_000, entry(40_000), 15_000.5, entry(50_000));
    await client.zremrangebyrank("dead", 0, 99);
    await client.zremrangebyscore("dead", 20_000, 20_049);
    const read = new Set(index.state().chunks);
    await index.refresh(new AbortController().signal);
    for (let more = 0; more < 5 && index.state().changedEntries > 0; more++) {
      await index.refresh(new AbortController().signal);
    }
    expect(index.state().chunks.filter((chunk) => read.has(chunk)).length).toBeGreaterThan(0);
    expect(countedBy(index)).toEqual(await reference());
  });

  it("never cuts entries of one score apart, however many there are", async () => {
    const entries = Array.from({ length: 9_000 }, (_, n) => ["7", `{"class":"A","args":[${n}]}`]).flat();
    await server.client().zadd("retry", ...entries);
    await server.client().zadd("retry", "8", '{"class":"B","args":[]}');
    const index = new ErrorIndex(scans());
    await index.refresh(new AbortController().signal);
    expect(countedBy(index)).toEqual(await reference());
    await server.client().zrem("retry", '{"class":"A","args":[4000]}');
    await index.refresh(new AbortController().signal);
    expect(countedBy(index)).toEqual(await reference());
  });

  it("counts a key of another type as empty, and infinite scores like any", async () => {
    await server.client().set("retry", "not a set");
    await server.client().zadd("dead", "inf", '{"class":"A","args":[]}', "-inf", '{"class":"B","args":[]}');
    const index = new ErrorIndex(scans());
    await expect(index.refresh(new AbortController().signal)).resolves.toBeUndefined();
    expect(countedBy(index).size).toBe(2);
  });

  it("goes on counting the other sets when one becomes a key of another type, and names it", async () => {
    const client = server.client();
    for (const key of ["retry", "dead"]) await client.zadd(key, "1", `{"class":"${key}","args":[]}`);
    const index = new ErrorIndex(scans());
    const { signal } = new AbortController();
    await index.refresh(signal);
    await client.set("dead", "not a set");
    for (let turn = 0; turn < 2; turn++) {
      await client.zadd("retry", String(turn + 2), `{"class":"retry","args":[${turn}]}`);
      await index.refresh(signal);
      expect(index.state().unreadable).toEqual(["dead"]);
      expect([...countedBy(index).values()]).toMatchObject([{ retry: turn + 2, dead: 0 }]);
    }
    await client.del("dead");
    await client.zadd("dead", "1", '{"class":"dead","args":[]}');
    await index.refresh(signal);
    expect(index.state().unreadable).toEqual([]);
    expect(countedBy(index)).toEqual(await reference());
  });

  it("holds no more groups than its bound", async () => {
    const entries = Array.from({ length: 20_100 }, (_, n) => [String(n), `{"class":"C${n}","args":[]}`]).flat();
    for (let at = 0; at < entries.length; at += 2_000)
      await server.client().zadd("dead", ...entries.slice(at, at + 2_000));
    const index = new ErrorIndex(scans());
    await index.refresh(new AbortController().signal);
    expect(index.groups.length).toBeLessThanOrEqual(20_002);
    const total = tally(index, index.state(), null).reduce((sum, group) => sum + group.total, 0);
    expect(total).toBe(20_100);
  });
});
