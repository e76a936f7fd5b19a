import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { JobPage } from "@/lib/domain/job.schema";
import type { EditableJob } from "@/lib/domain/job-edit.schema";
import type { JobLife } from "@/lib/domain/job-life.schema";
import { startConsole, type TestConsole, testToken, testUser } from "@/lib/testing/api";
import { failedJob, job } from "@/lib/testing/seed";

const SECRET = "hunter2-never-to-be-seen";
let server: TestConsole;
let tokens = 0;
beforeAll(async () => {
  server = await startConsole({
    users: [
      testUser("ada", "admin"),
      testUser("otto", "operator"),
      testUser("vera", "viewer"),
      testUser("sam", "admin", [{ source: "default", queues: ["mail-*"] }]),
    ],
    tokens: [testToken("operate", ["operate"])],
    links: [{ label: "Logs", url: "https://logs.example/?q={jid}" }],
  });
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.redis.client().flushall();
});

const newToken = () => String(++tokens).padStart(22, "t");
const get = async <T>(path: string, as = "ada"): Promise<T> => (await server.call(path, { as })).json();
const post = (path: string, body: unknown, as = "ada") => server.call(path, { as, body });

async function dead(over: Record<string, unknown> = {}): Promise<string> {
  await server.redis.client().zadd("dead", Date.now() / 1000, failedJob({ jid: "j1", ...over }));
  const page = await get<JobPage>("/default/sets/dead/jobs");
  return page.jobs[0]?.ref ?? "";
}
const argumentsOf = (ref: string, as = "ada") =>
  server.call(`/default/entries/${encodeURIComponent(ref)}/arguments`, { as });

describe("a job that is edited", () => {
  it("runs anew with its original in the trash, on record with both jids", async () => {
    const ref = await dead({ args: [9007199254740991, { user: 1.5 }] });
    const shown: EditableJob = await (await argumentsOf(ref)).json();
    expect(shown).toMatchObject({ jid: "j1", form: "plain", refusal: null });
    const body = { ref, text: "[9007199254740993, 1.0]", original: "trash", token: newToken(), reason: "wrong user" };
    const made = await (await post("/default/jobs/replace", body)).json();
    expect(made).toMatchObject({ status: "done", ancestor: "j1", destination: "default" });
    const [payload = ""] = await server.redis.client().lrange("queue:default", 0, -1);
    expect(payload).toContain('"args":[9007199254740993,1.0]');
    expect(await (await post("/default/jobs/replace", body)).json()).toMatchObject({ status: "done", jid: made.jid });
    expect(await server.redis.client().llen("queue:default")).toBe(1);
    expect(await get("/default/trash")).toMatchObject({ batches: [{ verb: "edit", entries: 1, actor: "ada" }] });
    const old = await get<JobLife>("/default/jobs/j1/life");
    expect(old.events.at(-1)).toMatchObject({
      action: "job.edit",
      actor: "ada",
      related: { jid: made.jid, relation: "made" },
    });
    const young = await get<JobLife>(`/default/jobs/${made.jid}/life`, "vera");
    expect(young.events[0]).toMatchObject({ related: { jid: "j1", relation: "from" } });
    const { entries } = await get<{ entries: { action: string; phase: string; reason: string }[] }>("/audit");
    const kept = entries.filter(({ action }) => action === "job.edit").map(({ phase, reason }) => [phase, reason]);
    expect(kept).toEqual(
      expect.arrayContaining([
        ["result", "wrong user"],
        ["intent", "wrong user"],
      ]),
    );
  });

  it("is nobody's but an admin's", async () => {
    const ref = await dead();
    const before = await server.redis.client().zrange("dead", 0, "-1");
    const replace = { ref, text: "[1]", original: "keep", token: newToken() };
    const enqueue = { ref, text: null, queue: null, token: newToken() };
    for (const as of ["otto", "vera"]) {
      expect((await argumentsOf(ref, as)).status).toBe(403);
      expect((await post("/default/jobs/replace", replace, as)).status).toBe(403);
      expect((await post("/default/jobs/enqueue", enqueue, as)).status).toBe(403);
    }
    const machine = await server.call("/default/jobs/enqueue", { token: "operate", body: enqueue });
    expect(machine.status).toBe(403);
    expect((await argumentsOf(ref, "sam")).status).toBe(404);
    expect(await (await post("/default/jobs/replace", replace, "sam")).json()).toMatchObject({ status: "gone" });
    expect(await (await post("/default/jobs/enqueue", enqueue, "sam")).json()).toMatchObject({ status: "gone" });
    expect((await post("/default/jobs/enqueue", { ...enqueue, queue: "vault" }, "sam")).status).toBe(403);
    expect(await server.redis.client().zrange("dead", 0, "-1")).toEqual(before);
    expect(await server.redis.client().exists("queue:default")).toBe(0);
  });

  it("takes no request that is not the console's own or not as described", async () => {
    const ref = await dead();
    const body = { ref, text: "[1]", original: "keep", token: newToken() };
    const foreign = { "x-signalbox": undefined, origin: "https://evil.example" };
    expect((await server.call("/default/jobs/replace", { as: "ada", body, headers: foreign })).status).toBe(403);
    const wrong = [
      { ...body, token: "short" },
      { ...body, original: "shred" },
      { ...body, class: "Other" },
      { ...body, atMs: -1 },
      { ...body, text: "x".repeat(90_001) },
      { ...body, text: undefined },
    ];
    for (const each of wrong) expect((await post("/default/jobs/replace", each)).status).toBe(400);
    expect(await server.redis.client().exists("queue:default")).toBe(0);
  });

  it("revives nothing, and says where the fault is", async () => {
    const ref = await dead({ args: [{ a: 1 }] });
    for (const text of [
      '[{"_aj_globalid":"gid://shop/User/1"}]',
      '[{"\\u005faj_serialized":"ActiveJob::Serializers::ModuleSerializer","value":"Kernel"}]',
      '[{"json_class":"JSON::GenericObject"}]',
      '[{"^o":"ERB","@src":"`id`"}]',
    ]) {
      for (const path of ["replace", "enqueue"]) {
        const more = path === "replace" ? { original: "trash" } : { queue: null };
        const response = await post(`/default/jobs/${path}`, { ref, text, token: newToken(), ...more });
        expect(response.status).toBe(400);
        expect(await response.json()).toMatchObject({
          code: "arguments_refused",
          params: { fault: "reviving", at: 2 },
        });
      }
    }
    expect(await server.redis.client().exists("queue:default")).toBe(0);
  });

  it("keeps masked values, shows them nowhere, and never writes the mask over them", async () => {
    const ref = await dead({ args: [{ api_token: SECRET, note: "x" }] });
    const answer = await (await argumentsOf(ref)).text();
    expect(answer).not.toContain(SECRET);
    const { text }: EditableJob = JSON.parse(answer);
    const send = async (changed: string) =>
      (await post("/default/jobs/replace", { ref, text: changed, original: "keep", token: newToken() })).json();
    expect(await send((text ?? "").replace('"x"', '"y"'))).toMatchObject({ status: "done" });
    const [payload = ""] = await server.redis.client().lrange("queue:default", 0, -1);
    expect(payload).toContain(`"args":[{"api_token":"${SECRET}","note":"y"}]`);
    for (const [from, to, fault] of [
      ["api_token", "shown", "masked_exposed"],
      ["[FILTERED 1]", "[FILTERED]", "masked_unknown"],
      ["[FILTERED 1]", "[FILTERED 2]", "masked_unknown"],
    ] as const) {
      expect(await send((text ?? "").replace(from, to))).toMatchObject({ params: { fault } });
    }
    expect(await server.redis.client().llen("queue:default")).toBe(1);
  });
});

describe("links out", () => {
  it("are told to who may read", async () => {
    expect(await get("/links", "vera")).toEqual({ links: [{ label: "Logs", url: "https://logs.example/?q={jid}" }] });
  });
});

describe("the neighbours of an entry", () => {
  it("are those of the filter, on both sides, also once it left", async () => {
    const redis = server.redis.client();
    for (let i = 0; i < 9; i++)
      await redis.zadd("retry", 1_000 + i, failedJob({ jid: `j${i}`, class: i % 3 ? "Other" : "Third" }));
    const { jobs } = await get<JobPage>("/default/sets/retry/jobs");
    const jidOf = (ref: string | null) => jobs.find((each) => each.ref === ref)?.jid ?? null;
    const around = async (jid: string, query = "") => {
      const ref = jobs.find((each) => each.jid === jid)?.ref ?? "";
      const found = await get<{ previous: string; next: string }>(
        `/default/entries/${encodeURIComponent(ref)}/neighbours${query}`,
      );
      return [jidOf(found.previous), jidOf(found.next)];
    };
    expect(await around("j4")).toEqual(["j3", "j5"]);
    expect(await around("j0")).toEqual([null, "j1"]);
    expect(await around("j3", "?q=class:Third")).toEqual(["j0", "j6"]);
    expect(await around("j8", "?q=class:Third&direction=backward")).toEqual([null, "j6"]);
    const [entry = ""] = await redis.zrangebyscore("retry", 1_004, 1_004);
    await redis.zrem("retry", entry);
    const after = await get<{ previous: string; next: string }>(
      `/default/entries/${encodeURIComponent(jobs[4]?.ref ?? "")}/neighbours`,
    );
    expect(jidOf(after.previous)).toBe("j3");
  });
});

describe("an export", () => {
  it("is the whole filtered list, masked, recorded with its number", async () => {
    const redis = server.redis.client();
    const pipeline = redis.pipeline();
    for (let i = 0; i < 3_000; i++) {
      const over = { jid: `j${i}`, class: i % 2 ? "Odd" : "Even", args: [i, { password: SECRET }] };
      pipeline.lpush("queue:default", job(over));
      pipeline.zadd("dead", 1_000 + i, failedJob({ ...over, error_message: "=cmd()" }));
    }
    await redis.sadd("queues", "default");
    await pipeline.exec();
    const csv = await server.call("/default/sets/dead/export?q=class:Odd", { as: "vera" });
    expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(csv.headers.get("content-disposition")).toBe('attachment; filename="default-dead.csv"');
    const text = await csv.text();
    expect(text.split("\r\n")).toHaveLength(1_502);
    expect(text).not.toContain(SECRET);
    expect(text).toContain(`"'=cmd()"`);
    const lines = (await (await server.call("/default/queues/default/export?format=ndjson", { as: "vera" })).text())
      .trimEnd()
      .split("\n");
    expect(lines).toHaveLength(3_000);
    expect(new Set(lines.map((line) => JSON.parse(line).jid)).size).toBe(3_000);
    expect(lines.join()).not.toContain(SECRET);
    const { entries } = await get<{ entries: { action: string; phase: string; outcome: object; actor: string }[] }>(
      "/audit",
    );
    const results = entries.filter(({ action, phase }) => action === "job.export" && phase === "result");
    expect(results.map(({ actor, outcome }) => [actor, outcome])).toEqual([
      ["vera", { requested: 3_000, done: 3_000, gone: 0, refused: 0, unknown: 0 }],
      ["vera", { requested: 1_500, done: 1_500, gone: 0, refused: 0, unknown: 0 }],
    ]);
  });

  it("ends with its reader, and says so in the record", async () => {
    const redis = server.redis.client();
    const pipeline = redis.pipeline();
    for (let i = 0; i < 3_000; i++) pipeline.zadd("dead", i, failedJob({ jid: `j${i}` }));
    await pipeline.exec();
    const response = await server.call("/default/sets/dead/export", { as: "ada" });
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    const results = async () => {
      const { entries } = await get<{
        entries: { action: string; phase: string; outcome: { unknown: number; done: number } }[];
      }>("/audit");
      return entries.filter(({ action, phase }) => action === "job.export" && phase === "result");
    };
    await expect.poll(async () => (await results()).length).toBe(1);
    const [result] = await results();
    expect(result?.outcome.unknown).toBe(1);
    expect(result?.outcome.done).toBeLessThan(3_000);
  });

  it("is broken off, not ended, when the console stops: a part is never taken for the whole", async () => {
    const stopping = await startConsole({ users: [testUser("ada", "admin")] });
    try {
      const pipeline = stopping.redis.client().pipeline();
      for (let i = 0; i < 3_000; i++) pipeline.zadd("dead", i, failedJob({ jid: `j${i}` }));
      await pipeline.exec();
      const begun = async (format: string) => {
        const response = await stopping.call(`/default/sets/dead/export?format=${format}`, { as: "ada" });
        const reader = response.body?.getReader();
        await reader?.read();
        return async () => {
          while (!(await reader?.read())?.done);
        };
      };
      const rests = [await begun("csv"), await begun("ndjson")];
      const closed = stopping.runtime.close();
      const ends = await Promise.allSettled(rests.map((rest) => rest()));
      expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
      await closed;
    } finally {
      await stopping.close();
    }
  });

  it("is of every set and every queue, or of the sets that are named", async () => {
    const redis = server.redis.client();
    const of = (jid: string, queue = "mail-in") => ({ jid, queue, class: "Wanted" });
    await redis.zadd("dead", 1, failedJob(of("d")), 2, failedJob({ jid: "x" }));
    await redis.zadd("retry", 1, failedJob(of("r")));
    await redis.zadd("schedule", 1, job(of("s")));
    await redis.sadd("queues", "mail-in", "vault", "empty");
    await redis.lpush("queue:mail-in", job(of("q")));
    await redis.lpush("queue:vault", job(of("v", "vault")));
    const jids = async (query: string, as: string) => {
      const response = await server.call(`/default/export?format=ndjson&q=class:Wanted${query}`, { as });
      expect(response.headers.get("content-disposition")).toContain('filename="default-jobs.ndjson"');
      const lines = (await response.text()).trimEnd().split("\n");
      return lines.map((line) => JSON.parse(line).jid).sort();
    };
    expect(await jids("", "vera")).toEqual(["d", "q", "r", "s", "v"]);
    expect(await jids("", "sam")).toEqual(["d", "q", "r", "s"]);
    expect(await jids("&in=dead,retry", "vera")).toEqual(["d", "r"]);
    const header = (await (await server.call("/default/export?q=class:None", { as: "vera" })).text()).split("\r\n");
    expect([header.length, header[0]?.startsWith('"place","jid"')]).toEqual([2, true]);
    expect((await server.call("/default/export?in=dead,none", { as: "ada" })).status).toBe(400);
  });

  it("is of what the caller sees, and of nothing at all for a filter that is no filter", async () => {
    const redis = server.redis.client();
    await redis.zadd("dead", 1, failedJob({ queue: "vault", jid: "v" }), 2, failedJob({ queue: "mail-in", jid: "m" }));
    const text = await (await server.call("/default/sets/dead/export?format=ndjson", { as: "sam" })).text();
    expect(
      text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line).jid),
    ).toEqual(["m"]);
    expect((await server.call("/default/queues/vault/export", { as: "sam" })).status).toBe(404);
    expect((await server.call("/default/sets/dead/export?q=class:", { as: "ada" })).status).toBe(400);
    expect((await server.call("/default/sets/dead/export?format=xlsx", { as: "ada" })).status).toBe(400);
  });
});
