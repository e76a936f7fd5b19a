import { deflateSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRedisLink } from "@/lib/redis/open";
import { startRedis } from "@/lib/testing/redis-server";
import { sidekiqKeys } from "./keys";
import { maskText, sensitiveName } from "./masking";
import { createProcessReads } from "./process-list";
import { createReader } from "./reader";

const canary = (n: number) => `canary${String(n).padStart(2, "0")}x`;
const all = Array.from({ length: 34 }, (_, n) => canary(n));
const jwt = (n: number) => `eyJhbGciOiJIUzI1NiJ9.${canary(n)}aaaaaaa.sig${canary(n)}`;
const pem = (n: number) => `-----BEGIN RSA PRIVATE KEY-----\n${canary(n)}\n-----END RSA PRIVATE KEY-----`;
const akia = "AKIAIOSFODNN7EXAMPLE";

/** The name of the third key is written with an escape; a plain search for "password" does not see it. */
const SECRETS = `{"class":"PayJob","jid":"secretive","queue":"default","created_at":1795355557388,"args":[
  {"password":"${canary(0)}","nested":{"deep":[{"api_key":"${canary(1)}"}]},"pass\\u0077ord2":"${canary(2)}"},
  {"accessToken":"${canary(3)}","X-Auth":"${canary(4)}","cookie":["${canary(5)}",{"a":"${canary(6)}"}]},
  {"ssn":"${canary(7)}","cvv":${"7".repeat(3)},"card_number":"${canary(8)}","PRIVATE_KEY":{"pem":"${canary(9)}"}},
  "Bearer ${canary(10)}abcdef","${jwt(11)}",${JSON.stringify(pem(12))},"${akia}",
  "https://user:${canary(13)}@example.com/","{\\"password\\":\\"${canary(14)}\\"}","password=${canary(15)}&a=1",
  "sk_live_${canary(16)}aaaa","ghp_${canary(17)}${"a".repeat(20)}","xoxb-1-${canary(18)}",
  {"secret_question":null,"otp":"${canary(19)}","email":"${canary(20)}@example.com","salt":"${canary(21)}"}],
  "error_class":"Net::HTTPError","error_message":"401 for {:api_key=>\\"${canary(22)}\\", \\"token\\"=>\\"${canary(23)}\\"} Authorization: Bearer ${canary(24)}abcdef",
  "tags":["token=${canary(25)}"],"cattr":{"session_token":"${canary(26)}","current":{"credentials":"${canary(27)}"}},
  "lock_args":[{"password":"${canary(28)}"}],"custom_secret":"${canary(29)}","note":"${jwt(30)}",
  "error_backtrace":"${deflateSync(JSON.stringify([`a.rb:1:in x password=${canary(31)}`])).toString("base64")}",
  "failed_at":1795355557388,"retry_count":0,"retry":5}`;

const MAIL = `{"class":"Sidekiq::ActiveJob::Wrapper","wrapped":"ActionMailer::MailDeliveryJob","queue":"mailers","jid":"mail","args":[{"job_class":"ActionMailer::MailDeliveryJob","job_id":"j","arguments":["UserMailer","reset","deliver_now",{"params":{"reset_token":"${canary(32)}"},"args":[{"password":"${canary(33)}","_aj_symbol_keys":["password"]}],"_aj_ruby2_keywords":["params","args"]}]}]}`;

const redis = await startRedis();
const link = openRedisLink({ url: redis.url });
const ctx = { link, keys: sidekiqKeys(null), namespace: null };
const reader = createReader(ctx);
afterAll(async () => {
  await link.close();
  await redis.stop();
});

const page = (q: string | null) => reader.page({ set: "dead" }, { cursor: null, limit: 100, direction: "forward", q });

describe("secrets in a store", () => {
  beforeAll(async () => {
    const admin = redis.client();
    await admin.zadd("dead", 1, SECRETS, 2, MAIL, 3, `not json {"password":"${canary(0)}" Bearer ${canary(10)}abcdef`);
    await admin.zadd("retry", 1, SECRETS);
    await admin.hset("it-secretive", "ex", "1", "c", `"token=${canary(31)}"`, "rt", "0");
    await admin.sadd("processes", "host:1:a");
    await admin.hset("host:1:a", "info", '{"hostname":"host","concurrency":5}', "busy", "1", "beat", "1795355557.1");
    await admin.hset("host:1:a:work", "t1", JSON.stringify({ queue: "default", payload: SECRETS, run_at: 1795355557 }));
  });

  it("stand in nothing that the reader answers", async () => {
    const rows = await page(null);
    const details = await Promise.all(rows.jobs.map(({ ref }) => reader.entry(ref)));
    const found = await reader.find("secretive", { hint: null, cursor: null });
    const busy = await createProcessReads(ctx).busy({ cursor: null, limit: 100, q: null });
    expect(found.places).toHaveLength(3);
    const answered = JSON.stringify([rows, details, found, busy, await reader.newest("dead", 10)]);
    expect(all.filter((secret) => answered.includes(secret))).toEqual([]);
    expect(answered).not.toContain(akia);
    expect(answered).toContain("[FILTERED]");
    expect(answered).toContain("secret_question");
  });

  it("cannot be found out by guessing", async () => {
    const seen = await Promise.all([...all, akia].map(async (secret) => (await page(secret)).jobs.length));
    expect(seen.filter((count) => count > 0)).toEqual([]);
    expect((await page("CANARY")).jobs).toHaveLength(0);
    expect((await page("PayJob")).jobs).toHaveLength(1);
  });

  it("are shown to somebody who may reveal them", async () => {
    const [row] = (await page("PayJob")).jobs;
    const detail = await reader.entry(row?.ref ?? "", { reveal: true });
    expect(detail?.masked).toBe(false);
    expect(detail?.payload).toBe(SECRETS);
    expect(detail?.args).toContain(canary(0));
    expect(JSON.stringify(detail?.extras)).toContain(canary(26));
  });

  it("leave everything else of the payload as it is stored", async () => {
    const [row] = (await page("UserMailer")).jobs;
    const detail = await reader.entry(row?.ref ?? "");
    expect(detail?.payload).toBe(
      MAIL.replace(`"${canary(32)}"`, '"[FILTERED]"').replace(`"${canary(33)}"`, '"[FILTERED]"'),
    );
    expect(detail?.class).toBe("UserMailer#reset");
    expect(detail?.args).toBe("{reset_token: [FILTERED]}, {password: [FILTERED]}");
  });
});

it("knows a secret by its name, and a harmless name that only looks like one", () => {
  for (const name of [
    "password",
    "user_password",
    "passphrase",
    "api_key",
    "apiKey",
    "AUTHORIZATION",
    "Set-Cookie",
    "card",
  ]) {
    expect(sensitiveName(name), name).toBe(true);
  }
  for (const name of ["author", "author_id", "discard", "bypass", "passenger", "class", "key", "_aj_symbol_keys"]) {
    expect(sensitiveName(name), name).toBe(false);
  }
});

it("leaves ordinary text alone", () => {
  for (const text of [
    "undefined method `x' for nil",
    "a == b",
    "unexpected token: END",
    "SELECT 1 WHERE a = 2",
    "Stripe::CardError: Your card was declined.",
    "OpenSSL certificate: expired",
    "Key (account_id, slug)=(1, shop) already exists.",
    "---\n- :id: 3\n- Auth::Token\n",
  ]) {
    expect(maskText(text)).toBe(text);
  }
});

it.each([
  ['{password: "hunter2", id: 1}', "{password: [FILTERED], id: 1}"],
  ["for {user: {api_key: 'hunter2'}}", "for {user: {api_key: [FILTERED]}}"],
  ['#<User id: 1, email: "hunter2@x.y", locale: "de">', '#<User id: 1, email: [FILTERED], locale: "de">'],
  ['{"X-Api-Key"=>["hunter2", "b"], "Accept"=>["*/*"]}', '{"X-Api-Key"=>[FILTERED], "Accept"=>["*/*"]}'],
  ['{"password":["hunter2"],"a":1}', '{"password":[FILTERED],"a":1}'],
  ['{password: {new: "hunter2"}, a: 1}', "{password: [FILTERED], a: 1}"],
  ['{"password"=>"a\\"hunter2"}', '{"password"=>[FILTERED]}'],
  ["wrong, password: hunter2 (user bob)", "wrong, password: [FILTERED] (user bob)"],
  ["Key (email)=(hunter2@x.y) already exists.", "Key (email)=[FILTERED] already exists."],
  ["Key (email, tenant)=(hunter2@x.y, 4) already exists.", "Key (email, tenant)=[FILTERED] already exists."],
  ["---\n- :reset\n- - :password: hunter2\n    :id: 3\n", "---\n- :reset\n- - :password: [FILTERED]\n    :id: 3\n"],
])("hides what stands by a secret's name, as Ruby prints it: %s", (text, shown) => {
  expect(maskText(text)).toBe(shown);
});

it("takes time in proportion to the text, however it is built", () => {
  const hostile = ["eyJ".repeat(100_000), "Bearer ".repeat(50_000), "-----BEGIN A-----".repeat(20_000)];
  hostile.push(
    '"password'.repeat(40_000),
    "://".repeat(100_000),
    `"token"${" ".repeat(300_000)}=`,
    "secret".repeat(50_000),
  );
  hostile.push(`=${"password".repeat(40_000)}`, `${"a-".repeat(150_000)}token=`, `=${'\\"pass'.repeat(50_000)}`);
  hostile.push(
    "token: [".repeat(40_000),
    `---${" - ".repeat(100_000)}`,
    "Key (email".repeat(30_000),
    'token: "\\'.repeat(40_000),
  );
  const startedMs = performance.now();
  for (const text of hostile) maskText(text);
  expect(performance.now() - startedMs).toBeLessThan(10_000);
});
