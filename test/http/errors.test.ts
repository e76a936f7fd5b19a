import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ErrorDetail, ErrorGroup, ErrorList, ErrorsEverywhere } from "@/lib/domain/error.schema";
import { startConsole, type TestConsole, type TestRequest, testUser } from "@/lib/testing/api";
import { failedJob, job } from "@/lib/testing/seed";

const NOW = Math.floor(Date.now() / 1_000);

let server: TestConsole;
beforeAll(async () => {
  server = await startConsole({
    users: [
      testUser("vera", "viewer"),
      testUser("otto", "operator"),
      testUser("sam", "operator", [{ source: "default", queues: ["mail-*"] }]),
    ],
  });
});
afterAll(() => server.close());

const redis = () => server.redis.client();

async function get<T>(path: string, request: TestRequest = { as: "vera" }): Promise<T> {
  const response = await server.call(path, { method: "GET", ...request });
  expect(response.status, path).toBe(200);
  return (await response.json()) as T;
}

const list = (as = "vera", query = "") => get<ErrorList>(`/default/errors${query}`, { as });
const named = (groups: readonly ErrorGroup[], errorClass: string) =>
  groups.find((each) => each.errorClass === errorClass);

/** Counts are at most two seconds old. */
async function settled(as: string, done: (answer: ErrorList) => boolean): Promise<ErrorList> {
  let answer = await list(as);
  for (let i = 0; i < 40 && !done(answer); i++) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    answer = await list(as);
  }
  expect(done(answer)).toBe(true);
  return answer;
}

async function storm(): Promise<void> {
  const client = redis();
  for (let i = 0; i < 50; i++) {
    const tenant = i < 46 ? 4411 : 10 + i;
    const text = failedJob({
      class: "Webhooks::DeliverJob",
      queue: "webhooks",
      args: [{ tenant_id: tenant, event: "paid", api_key: `sk_live_${"x".repeat(20)}${i}` }],
      error_class: "Faraday::TimeoutError",
      error_message: `Net::ReadTimeout while calling https://hooks.tenant-${tenant}.example.com/v1/${i}?token=s3cr3t${i}`,
      failed_at: NOW - 60 - i,
      retry_count: 3,
      retried_at: NOW - 30 - i,
    });
    await client.zadd(i < 40 ? "retry" : "dead", i < 40 ? NOW + 600 + i : NOW - i, text);
  }
  for (let i = 0; i < 30; i++) {
    const waiting = job({ class: "Webhooks::DeliverJob", queue: "webhooks", args: [{ tenant_id: i, event: "paid" }] });
    await client.sadd("queues", "webhooks");
    await client.lpush("queue:webhooks", waiting);
  }
  await client.zadd(
    "retry",
    NOW + 50,
    failedJob({ class: "MailJob", queue: "mail-in", error_class: "Net::SMTPServerBusy" }),
  );
  const retryOn = {
    class: "Sidekiq::ActiveJob::Wrapper",
    wrapped: "SyncJob",
    queue: "default",
    args: [
      {
        job_class: "SyncJob",
        job_id: "1",
        arguments: [1],
        executions: 2,
        exception_executions: { "[Crm::Unavailable]": 2 },
      },
    ],
  };
  await client.zadd("schedule", NOW + 20, job(retryOn), NOW + 30, job({ class: "Plan" }));
  await client.zadd("dead", NOW - 5, "not json at all");
}

describe("errors over HTTP", () => {
  beforeEach(async () => {
    await redis().flushdb();
    await storm();
    await settled("vera", ({ groups, coverage }) => coverage.complete && groups.length === 4);
  });

  it("counts each group where its jobs are, and says how far it has read", async () => {
    const { groups, failures, states, coverage } = await list();
    expect(named(groups, "Faraday::TimeoutError")).toMatchObject({
      class: "Webhooks::DeliverJob",
      message: "Net::ReadTimeout while calling https://hooks.tenant-….example.com/…[FILTERED]",
      counts: { retry: 40, dead: 10, scheduled: 0 },
      total: 50,
      queues: [{ name: "webhooks", count: 50 }],
      lastSeenMs: (NOW - 30) * 1_000,
      firstSeenMs: (NOW - 109) * 1_000,
    });
    expect(named(groups, "Crm::Unavailable")).toMatchObject({
      class: "SyncJob",
      message: null,
      counts: { retry: 0, dead: 0, scheduled: 1 },
    });
    expect(failures).toEqual({ retry: 41, dead: 11, scheduled: 1 });
    expect(states).toEqual({ open: 4, resolved: 0, ignored: 0 });
    expect(coverage).toMatchObject({ complete: true, read: 54, entries: 54, changed: 0, tooMany: false });
    expect(groups.flatMap((group) => group.trend).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(51);
  });

  it("opens the very jobs it counts through the filter of its id", async () => {
    const { groups } = await list();
    for (const group of groups) {
      for (const set of ["retry", "dead", "scheduled"] as const) {
        const page = await get<{ jobs: unknown[] }>(`/default/sets/${set}/jobs?limit=100&q=group:${group.id}`);
        expect(page.jobs, `${group.errorClass} in ${set}`).toHaveLength(group.counts[set]);
      }
    }
  });

  it("finds what the failing share against those that wait, as a filter, and shows no secret", async () => {
    const group = named((await list()).groups, "Faraday::TimeoutError");
    const detail = await get<ErrorDetail>(`/default/errors/${group?.id}`);
    expect(detail.contrast).toMatchObject({ failing: 50, others: 30 });
    expect(detail.contrast.traits[0]).toMatchObject({
      kind: "arg",
      path: ["tenant_id"],
      value: "4411",
      share: 0.92,
      otherShare: 0,
      filter: `group:${group?.id} arg.tenant_id:4411`,
    });
    const page = await get<{ jobs: unknown[] }>(
      `/default/sets/retry/jobs?limit=100&q=${encodeURIComponent(detail.contrast.traits[0]?.filter ?? "")}`,
    );
    expect(page.jobs).toHaveLength(40);
    expect(detail.latest).toHaveLength(25);
    expect(detail.latest[0]?.retriedAtMs).toBe((NOW - 30) * 1_000);
    expect(JSON.stringify(detail)).not.toMatch(/s3cr3t|sk_live_x/);
    expect(JSON.stringify(await list())).not.toContain("s3cr3t");
  });

  it("shows a caller of some queues those alone", async () => {
    const { groups, failures, coverage, states } = await list("sam");
    expect(groups.map((group) => group.errorClass)).toEqual(["Net::SMTPServerBusy"]);
    expect(failures).toEqual({ retry: 1, dead: 0, scheduled: 0 });
    expect(states.open).toBe(1);
    expect(coverage).toMatchObject({ read: 1, entries: 1 });
    const foreign = named((await list()).groups, "Faraday::TimeoutError");
    expect((await server.call(`/default/errors/${foreign?.id}`, { as: "sam" })).status).toBe(404);
    const marked = { as: "sam", body: { state: "resolved" } };
    expect((await server.call(`/default/errors/${foreign?.id}/state`, marked)).status).toBe(404);
    const everywhere = await get<ErrorsEverywhere>("/errors", { as: "sam" });
    expect(everywhere.groups).toHaveLength(1);
  });

  it("answers who shares an answer with somebody that leaves", async () => {
    const path = `/default/errors/${named((await list()).groups, "Faraday::TimeoutError")?.id}`;
    const leaves = new AbortController();
    const first = server.call(path, { as: "vera", signal: leaves.signal });
    const second = server.call(path, { as: "vera" });
    leaves.abort();
    expect((await second).status).toBe(200);
    await first;
  });

  it("resolves, reopens itself on a newer failure, ignores for a time, keeps a note, and records who", async () => {
    const group = named((await list()).groups, "Net::SMTPServerBusy");
    const path = `/default/errors/${group?.id}/state`;
    expect((await server.call(path, { as: "vera", body: { state: "resolved" } })).status).toBe(403);
    expect((await server.call(path, { as: "otto", body: { runbook: "javascript:alert(1)" } })).status).toBe(400);
    const body = { state: "resolved", note: "mended upstream", runbook: "https://wiki.example.com/smtp" };
    expect((await server.call(path, { as: "otto", body })).status).toBe(200);
    expect(named((await list()).groups, "Net::SMTPServerBusy")).toBeUndefined();
    const [resolved] = (await list("vera", "?state=resolved")).groups;
    expect(resolved?.state).toMatchObject({ kind: "resolved", regressed: false, note: "mended upstream", by: "otto" });

    const again = failedJob({
      class: "MailJob",
      queue: "mail-in",
      error_class: "Net::SMTPServerBusy",
      failed_at: NOW + 60,
    });
    await redis().zadd("retry", NOW + 90, again);
    const answer = await settled("vera", ({ groups }) => named(groups, "Net::SMTPServerBusy") !== undefined);
    expect(named(answer.groups, "Net::SMTPServerBusy")?.state).toMatchObject({ kind: "open", regressed: true });
    const noted = { as: "otto", body: { note: "the relay is full again" } };
    expect((await server.call(path, noted)).status).toBe(200);
    const kept = named((await list()).groups, "Net::SMTPServerBusy")?.state;
    // A note says nothing of when it was resolved, else what failed in between would count as mended.
    expect(kept).toMatchObject({ kind: "open", regressed: true, note: "the relay is full again" });
    expect(kept?.atMs).toBe(resolved?.state.atMs);

    const over = { state: "ignored", untilMs: (NOW - 10) * 1_000 };
    expect((await server.call(path, { as: "otto", body: over })).status).toBe(200);
    expect(named((await list()).groups, "Net::SMTPServerBusy")?.state.kind).toBe("open");
    expect((await server.call(path, { as: "otto", body: { state: "ignored" } })).status).toBe(200);
    expect((await list("vera", "?state=ignored")).groups).toHaveLength(1);
    const audit = await get<{ entries: { action: string; actor: string }[] }>("/audit", { as: "otto" });
    expect(audit.entries.filter(({ action }) => action === "error.resolved").map(({ actor }) => actor)).toContain(
      "otto",
    );
  });

  it("marks what was first seen after the last deploy", async () => {
    const stamp = (sec: number) => new Date(sec * 1_000).toISOString().replace(/:\d\d\.\d+Z$/, ":00Z");
    const key = `${new Date((NOW - 300) * 1_000).toISOString().slice(0, 10).replaceAll("-", "")}-marks`;
    await redis().hset(key, stamp(NOW - 300), "v42");
    const { groups, deploy } = await settled("vera", (answer) => answer.deploy !== null);
    expect(deploy).toMatchObject({ label: "v42" });
    expect(named(groups, "Faraday::TimeoutError")?.newSinceDeploy).toBe(true);
  });

  it("answers an unknown group and a text that is no id", async () => {
    expect((await server.call("/default/errors/e00000000001", { as: "vera" })).status).toBe(404);
    expect((await server.call("/default/errors/NOPE", { as: "vera" })).status).toBe(400);
    expect((await server.call("/elsewhere/errors", { as: "vera" })).status).toBe(404);
  });
});
