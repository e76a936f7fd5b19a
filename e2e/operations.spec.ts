import { JobListPage } from "./pages/job-list-page";
import { OperationDialog } from "./pages/operation-dialog";
import { failed, fillSet } from "./support/jobs";
import { expect, openRedis, test } from "./support/test";

test.describe.configure({ mode: "default" });
test.setTimeout(300_000);

test("the wrong 5,000 are deleted, found in the trash, and brought back to their exact places", async ({ pageOf }) => {
  const redis = openRedis("operations");
  await redis.del("dead");
  await fillSet(redis, "dead", 5_000, (index) => failed({ class: "Wrong::Job", args: [index, 1.0] }));
  const before = await redis.zrange("dead", "0", "-1", "WITHSCORES");
  const page = await pageOf("otto");
  const list = new JobListPage(page, "operations", "dead");
  const dialog = new OperationDialog(page);
  await list.open();
  await dialog.ask("Delete");
  await expect(dialog.frozen).toContainText("5,000 jobs, counted");
  await dialog.reason.fill("cleaning up");
  await dialog.typed.fill("dead");
  await dialog.confirm("Delete 5,000 dead jobs").click();
  await expect(page.getByText("All 5,000 were handled.")).toBeVisible({ timeout: 30_000 });
  expect(await redis.zcard("dead")).toBe(0);
  const deletion = page.url();

  await page.goto("/s/operations/trash");
  await page.getByRole("button", { name: "Browse" }).first().click();
  await expect(page.getByRole("dialog")).toContainText("5,000 jobs from dead set");
  await expect(page.getByRole("dialog").getByText("Wrong::Job").first()).toBeVisible();

  await page.goto(deletion);
  await page.getByRole("button", { name: "Undo…" }).click();
  await expect(dialog.root).toContainText("5,000 jobs are in the trash");
  await dialog.confirm("Put 5,000 back").click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Take an operation back");
  await expect(page.getByText("All 5,000 were handled.")).toBeVisible({ timeout: 30_000 });
  expect(await redis.zrange("dead", "0", "-1", "WITHSCORES")).toEqual(before);
  await page.goto(deletion);
  await expect(page.getByText("Taken back by")).toBeVisible();
  redis.disconnect();
});

test("a retry tries a few first, stops with their error, is undone, and drains the next time", async ({ pageOf }) => {
  const redis = openRedis("operations");
  await redis.del("dead", "retry", "queue:mails");
  await fillSet(redis, "dead", 60, (index) => failed({ class: "Mails::Job", queue: "mails", args: [index] }));
  const before = await redis.zrange("dead", "0", "-1", "WITHSCORES");
  const page = await pageOf("otto");
  const list = new JobListPage(page, "operations", "dead");
  const dialog = new OperationDialog(page);
  const askWithCanary = async () => {
    await list.open();
    await dialog.ask("Retry");
    await expect(dialog.frozen).toContainText("60 jobs, counted");
    await expect(dialog.root).toContainText("no live process reads: mails");
    await dialog.root.getByRole("button", { name: "First a few" }).click();
    await dialog.root.getByRole("textbox", { name: "First", exact: true }).fill("5");
    await dialog.confirm("Retry 60 dead jobs").click();
    await expect(page.getByRole("heading", { name: "The first 5" })).toBeVisible({ timeout: 20_000 });
  };
  const work = async (fails: boolean) => {
    for (;;) {
      const taken = await redis.rpop("queue:mails");
      if (taken === null) return;
      if (fails) await redis.zadd("retry", Date.now() / 1000 + 600, taken);
    }
  };

  await askWithCanary();
  expect(await redis.llen("queue:mails")).toBe(5);
  await work(true);
  await expect(page.getByText(/100% failed again, 20% or more: stopped/)).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText("Most frequent: StoryError")).toBeVisible();
  expect(await redis.zcard("dead")).toBe(55);

  await redis.del("retry", "dead", "queue:mails");
  await redis.zadd("dead", ...before.flatMap((_, i) => (i % 2 ? [] : [before[i + 1] ?? "", before[i] ?? ""])));
  await askWithCanary();
  await work(false);
  await expect(page.getByText("All 60 were handled.")).toBeVisible({ timeout: 45_000 });
  await expect(page.getByText(/left without a failure seen/)).toBeVisible();
  expect(await redis.llen("queue:mails")).toBe(55);
  await work(false);

  await page.getByRole("button", { name: "Undo…" }).click();
  await expect(dialog.root).toContainText("60 have left");
  redis.disconnect();
});

test("an operation is refused to a second operator, paused, resumed and stopped, and its outcomes are downloaded", async ({
  pageOf,
  allowed,
}) => {
  allowed.push(/status of 409/);
  const redis = openRedis("operations");
  await redis.del("dead", "retry", "queue:slow");
  await fillSet(redis, "retry", 300, (index) => failed({ class: "Slow::Job", queue: "slow", args: [index] }));
  const page = await pageOf("otto");
  const list = new JobListPage(page, "operations", "retries");
  const dialog = new OperationDialog(page);
  await list.open();
  await dialog.ask("Retry");
  await expect(dialog.frozen).toContainText("300 jobs, counted");
  await dialog.root.getByRole("button", { name: "Per second" }).click();
  await dialog.root.getByRole("textbox", { name: "Jobs a second" }).fill("20");
  await dialog.confirm("Retry 300 retries").click();
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByText(/^Halted after \d+ of 300/)).toBeVisible();
  const halted = await redis.llen("queue:slow");

  const other = await pageOf("ada");
  await new JobListPage(other, "operations", "retries").open();
  const again = new OperationDialog(other);
  await again.ask("Retry");
  await expect(again.frozen).toContainText("jobs, counted");
  await again.root.getByRole("button", { name: /^Retry \d+ retries$/ }).click();
  await expect(again.root).toContainText("otto has the same operation running already");
  await again.root.getByRole("link", { name: "Open that operation" }).click();
  await expect(other).toHaveURL(page.url());

  await page.getByRole("button", { name: "Resume" }).click();
  await expect.poll(() => redis.llen("queue:slow")).toBeGreaterThan(halted);
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(page.getByText(/^Stopped after \d+ of 300/)).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV" }).click();
  const text = await (await (await download).createReadStream()).toArray();
  const lines = Buffer.concat(text).toString().trim().split("\r\n");
  expect(lines[0]).toBe('"index","jid","class","queue","origin","status","reason"');
  expect(lines).toHaveLength(301);
  expect(lines.filter((line) => line.includes('"done"'))).toHaveLength(await redis.llen("queue:slow"));
  redis.disconnect();
});
