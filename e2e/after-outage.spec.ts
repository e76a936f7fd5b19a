import { JobError } from "@/demo/fleet/process";
import { JobListPage } from "./pages/job-list-page";
import { OperationDialog } from "./pages/operation-dialog";
import { failed, fillSet, payload, startProcess } from "./support/jobs";
import { expect, openRedis, redisUrl, test } from "./support/test";

test.describe.configure({ mode: "default" });
test.setTimeout(300_000);

const CLASS = "Hooks::DeliverJob";
const tenantOf = (n: number) => (n % 25 < 23 ? 4411 : 100 + n);
const delivery = (n: number) => ({ class: CLASS, queue: "hooks", args: [{ tenant_id: tenantOf(n), n }] });
const timedOut = (n: number) => failed(delivery(n), `timeout after ${n}s while calling tenant-${tenantOf(n)}`, 3);

/** The walk of docs/guides/after-an-outage.md, with a live process that runs what is put back. */
test("after an outage: the cause, whom it hits, a canary that stops, one that goes on, and the record", async ({
  pageOf,
}) => {
  const redis = openRedis("aftermath");
  await redis.flushdb();
  await fillSet(redis, "retry", 100, timedOut, Date.now() / 1_000 + 86_400);
  await fillSet(redis, "schedule", 40, (n) => payload({ ...delivery(n), args: [{ tenant_id: n, n }] }), 4_000_000_000);
  let mended = false;
  const ran: unknown[] = [];
  const worker = await startProcess({
    redisUrl: redisUrl("aftermath"),
    hostname: "hooks-1",
    queues: { hooks: 1 },
    perform: async ({ args }) => {
      if (!mended) throw new JobError("StoryError", "timeout after 5s while calling tenant-4411");
      ran.push(args[0]);
    },
  });
  const page = await pageOf("otto");
  const dialog = new OperationDialog(page);
  try {
    await page.goto("s/aftermath");
    await page
      .getByRole("link", { name: /StoryError/ })
      .first()
      .click();
    const trait = page.getByRole("listitem").filter({ hasText: "tenant_id 4411" });
    await expect(trait).toContainText("92% have tenant_id 4411; of those that have not failed, 0% do");
    const group = page.url();
    await trait.getByRole("link", { name: "Show these jobs" }).click();
    await expect(page).toHaveURL(/\/s\/aftermath\/retries\?q=group/);
    const affected = page.url();

    const canary = async (count: number, reason: string) => {
      await page.goto(affected);
      await page.getByRole("button", { name: `All ${count} matching` }).click();
      await page.getByRole("menuitem", { name: /^Retry all that match/ }).click();
      await expect(dialog.frozen).toContainText(`${count} jobs, counted`);
      await dialog.root.getByRole("button", { name: "First a few" }).click();
      await dialog.root.getByRole("textbox", { name: "First", exact: true }).fill("5");
      await dialog.reason.fill(reason);
      await dialog.root.getByRole("button", { name: new RegExp(`^Retry ${count}`) }).click();
      await expect(page.getByRole("heading", { name: "The first 5" })).toBeVisible({ timeout: 20_000 });
    };
    await canary(92, "they say it is mended");
    await expect(
      page.getByText(/^[2-9]0%|^100%/).filter({ hasText: "failed again, 20% or more: stopped" }),
    ).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText("Most frequent: StoryError")).toBeVisible();
    await expect.poll(() => redis.zcard("retry")).toBe(100);

    mended = true;
    await canary(92, "now it is");
    await expect(page.getByText("All 92 were handled.")).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText("Fewer than 20% failed again: the rest goes.")).toBeVisible();
    await expect.poll(() => ran.length, { timeout: 30_000 }).toBe(92);
    expect(new Set(ran.map((one) => JSON.stringify(one))).size).toBe(92);
    expect(await redis.zcard("retry")).toBe(8);

    await page.goto(group);
    await page.getByRole("button", { name: "Resolve" }).click();
    await expect(page.getByRole("button", { name: "Reopen" })).toBeVisible();
    const admin = await pageOf("ada");
    await admin.goto("audit");
    await expect(admin.getByRole("row").filter({ hasText: "resolve error" }).first()).toContainText("otto");
    await expect(admin.getByRole("row").filter({ hasText: "92 done · now it is" })).toBeVisible();
    await expect(admin.getByRole("row").filter({ hasText: "they say it is mended" }).first()).toBeVisible();
  } finally {
    await worker.stop();
    redis.disconnect();
  }
});

test("a retry of what still waits is taken back, each job to its exact place, and its life line tells", async ({
  pageOf,
}) => {
  const redis = openRedis("aftermath");
  await redis.flushdb();
  await fillSet(redis, "dead", 30, (n) => failed({ class: "Slow::Job", queue: "unread", args: [n, 1.0] }));
  const before = await redis.zrange("dead", "0", "-1", "WITHSCORES");
  const page = await pageOf("otto");
  const list = new JobListPage(page, "aftermath", "dead");
  const dialog = new OperationDialog(page);
  await list.open();
  await dialog.ask("Retry");
  await expect(dialog.root).toContainText("no live process reads: unread");
  await dialog.confirm("Retry 30 dead jobs").click();
  await expect(page.getByText("All 30 were handled.")).toBeVisible({ timeout: 30_000 });
  const [taken = "{}"] = await redis.lrange("queue:unread", "-1", "-1");
  await redis.rpop("queue:unread");

  await page.getByRole("button", { name: "Undo…" }).click();
  await expect(dialog.root).toContainText("29 still wait");
  await expect(dialog.root).toContainText("1 has left: it runs, has run, or has failed again");
  await dialog.confirm("Put 29 back").click();
  await expect(page.getByText("All 29 were handled.")).toBeVisible({ timeout: 30_000 });
  const left = new Set(await redis.zrange("dead", "0", "-1"));
  expect(left.size).toBe(29);
  const { jid } = JSON.parse(taken);
  const after = await redis.zrange("dead", "0", "-1", "WITHSCORES");
  expect(after).toEqual(before.filter((_, i) => !String(before[i - (i % 2)]).includes(jid)));
  expect(await redis.llen("queue:unread")).toBe(0);

  await list.open();
  await list.row("Slow::Job").first().getByText("StoryError").click();
  const drawer = page.getByRole("dialog");
  await expect(drawer.getByText("Retried by otto")).toBeVisible();
  await expect(drawer.getByText("Put back by otto")).toBeVisible();
  await drawer.getByRole("link", { name: "in a bulk operation, begun then" }).first().click();
  await expect(page).toHaveURL(/\/s\/aftermath\/operations\//);
  redis.disconnect();
});
