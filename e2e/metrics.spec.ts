import { gzipSync } from "node:zlib";
import type { FleetProcess } from "@/demo/fleet/process";
import { failed, fillSet, makeJid, payload, startProcess } from "./support/jobs";
import { expect, openRedis, redisUrl, test } from "./support/test";

test("from the slowest class to its jobs, and to the minute it was slow in", async ({ pageOf }) => {
  const redis = openRedis("gauges");
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, "0");
  const keysOf = (ago: number) => {
    const at = new Date(now.getTime() - ago * 60_000);
    const date = at.toISOString().slice(2, 10).replaceAll("-", "");
    const [hour, minute] = [at.getUTCHours(), at.getUTCMinutes()];
    return {
      counts: `j|${date}|${hour}:${two(minute)}`,
      histogram: (name: string) => `h|${name}-${at.getUTCDate()}-${hour}:${minute}`,
    };
  };
  for (let ago = 1; ago <= 40; ago += 1) {
    const { counts, histogram } = keysOf(ago);
    const bucket = ago === 20 ? 20 : 11;
    await redis.hset(counts, {
      "Story::SlowJob|p": 10,
      "Story::SlowJob|f": 1,
      "Story::SlowJob|ms": ago === 20 ? 400_000 : 12_000,
      "Story::QuickJob|p": 50,
      "Story::QuickJob|ms": 500,
    });
    await redis.call("BITFIELD", histogram("Story::SlowJob"), "INCRBY", "u16", `#${bucket}`, "9");
    await redis.call("BITFIELD", histogram("Story::QuickJob"), "INCRBY", "u16", "#0", "50");
  }
  await fillSet(redis, "retry", 3, () => failed({ class: "Story::SlowJob" }), Date.now() / 1_000 + 3_600);

  const page = await pageOf("otto");
  await page.goto("s/gauges/metrics?q=Story");
  const table = page.getByRole("table", { name: "Classes" });
  const rows = table.locator("tbody tr");
  await expect(rows.first()).toContainText("Story::SlowJob");
  await expect(rows.first()).toContainText("400");
  await table.getByRole("button", { name: "Executions" }).click();
  await expect(rows.first()).toContainText("Story::QuickJob");
  await expect(page).toHaveURL(/sort=executions/);
  await rows.nth(1).getByRole("link", { name: "Story::SlowJob" }).click();

  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Story::SlowJob");
  const numbers = page.getByLabel("Story::SlowJob", { exact: true });
  await expect(numbers).toContainText("400");
  await expect(numbers).toContainText("10.0%");
  const rates = page.getByRole("figure", { name: /^Run time percentiles/ });
  await rates.getByRole("button", { name: "Table" }).click();
  const slow = rates.getByRole("row").filter({ hasText: "1 m" }).first();
  await slow.getByRole("button").click();
  const minute = page.getByRole("region", { name: /^one minute from/ });
  await expect(minute).toContainText("45 s – 1 m 5 s: 9 runs");
  await expect(page).toHaveURL(/at=\d+/);
  await expect(rates.locator("tr[aria-current]")).toContainText("1 m");
  await minute.getByRole("button", { name: "Show the whole range" }).click();
  await expect(minute).toHaveCount(0);
  await expect(rates.locator("tr[aria-current]")).toHaveCount(0);

  await page.getByRole("navigation", { name: "Jobs of Story::SlowJob" }).getByRole("link", { name: "Retries" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Retries");
  await expect(page).toHaveURL(/q=class/);
  await expect(page.locator("main tbody tr[data-row]")).toHaveCount(3);
  redis.disconnect();
});

test("a deploy that a script marks is drawn into the charts", async ({ pageOf }) => {
  const page = await pageOf("otto");
  await page.goto("s/gauges/metrics");
  const label = `release ${makeJid().slice(0, 6)}`;
  const response = await page.request.post("api/v1/gauges/deploys", {
    data: { label },
    headers: { "x-signalbox": "1", "sec-fetch-site": "same-origin" },
  });
  expect([response.status(), (await response.json()).status]).toEqual([200, "marked"]);
  await expect(page.getByRole("definition").filter({ hasText: label })).toBeVisible({ timeout: 15_000 });
  await page.goto("s/shop/metrics");
  const chart = page.getByRole("figure", { name: /^Executions and failures/ });
  await chart.getByRole("button", { name: "Table" }).click();
  await expect(chart.getByText("2026.11.3 reindex products one by one")).toBeVisible();
  await page.goto("s/shop/metrics?range=8h");
  await expect(page.getByText("2026.11.2 retry webhooks four times")).toBeVisible();
});

test("an iterable job is stopped where it is", async ({ pageOf }) => {
  const redis = openRedis("gauges");
  const jid = makeJid();
  let process: FleetProcess | undefined;
  try {
    process = await startProcess({
      redisUrl: redisUrl("gauges"),
      hostname: "iterating",
      queues: { backfill: 0 },
      perform: async (job) => {
        for (let cursor = 100; !job.signal.aborted; cursor += 7) {
          const key = `it-${job.jid}`;
          await redis.hset(key, { ex: 1, c: String(cursor), rt: 0 });
          if (await redis.hexists(key, "cancelled")) {
            await redis.unlink(key);
            return;
          }
          await new Promise((resolve) => setTimeout(resolve, 1_000));
        }
      },
    });
    await redis.sadd("queues", "backfill");
    await redis.lpush("queue:backfill", payload({ class: "Story::BackfillJob", queue: "backfill", jid }));
    const page = await pageOf("otto");
    await page.goto(`s/gauges/jobs/${jid}`);
    const part = page.getByRole("region", { name: "Iteration" });
    await expect(part).toContainText("Cursor", { timeout: 15_000 });
    await part.getByRole("button", { name: "Cancel job…" }).click();
    const question = page.getByRole("alertdialog");
    await expect(question).toContainText("counts it as a success");
    await expect(question.getByRole("button")).toHaveText(["Let it run", "Cancel job"]);
    await question.getByRole("button", { name: "Cancel job" }).click();
    await expect(page.getByText("Cancelled: it stops at its next look")).toBeVisible();
    await expect.poll(() => redis.exists(`it-${jid}`), { timeout: 10_000 }).toBe(0);
    await expect(page.getByText("Running for", { exact: false })).toHaveCount(0, { timeout: 15_000 });
  } finally {
    await process?.stop();
    redis.disconnect();
  }
});

test("a profile is listed, and downloaded by an admin alone", async ({ pageOf }) => {
  const redis = openRedis("gauges");
  // Written to the documented layout: no profile can be recorded here.
  const jid = makeJid();
  const key = `story-${jid}`;
  const data = gzipSync(JSON.stringify({ meta: { product: "story" } }));
  const nowSec = Date.now() / 1_000;
  await redis.zadd("profiles", nowSec + 86_400, key);
  await redis.hset(key, {
    started_at: Math.floor(nowSec),
    token: "story",
    jid,
    type: "Story::SlowJob",
    elapsed: 2.5,
    size: data.length,
    data,
  });
  const ada = await pageOf("ada");
  await ada.goto("s/gauges/profiles");
  const row = ada.getByRole("table", { name: "Profiles" }).getByRole("row").filter({ hasText: jid });
  await expect(row).toContainText("2.5 s");
  const [download] = await Promise.all([
    ada.waitForEvent("download"),
    row.getByRole("link", { name: "Download the profile of Story::SlowJob" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`profile-${key}.json.gz`);
  const otto = await pageOf("otto");
  await otto.goto("s/gauges/profiles");
  await expect(otto.getByText(jid)).toBeVisible();
  await expect(otto.getByRole("link", { name: /^Download/ })).toHaveCount(0);
  redis.disconnect();
});
