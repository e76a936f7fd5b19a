import { JobListPage } from "./pages/job-list-page";
import { failed, fillSet } from "./support/jobs";
import { expect, openRedis, test } from "./support/test";

// Both look at one dead set.
test.describe.configure({ mode: "serial" });

test("a dead job that was retried is dead again after u, to the byte", async ({ pageOf }) => {
  const redis = openRedis("regret");
  await redis.flushdb();
  await fillSet(redis, "dead", 3, (index) =>
    failed({ class: `Regret${index}Job`, args: [index, { order: "9007199254740993" }] }),
  );
  const before = await redis.zrange("dead", "0", "-1", "WITHSCORES");

  const page = await pageOf("otto");
  const dead = new JobListPage(page, "regret", "dead");
  await dead.open();
  await dead.tick("Regret1Job");
  await dead.verb("Retry 1 selected").click();
  await expect(dead.toast("1 queued in")).toBeVisible();
  await expect.poll(() => redis.zcard("dead")).toBe(2);

  await page.keyboard.press("u");
  await expect(dead.toast("1 job is back where it was")).toBeVisible();
  expect(await redis.zrange("dead", "0", "-1", "WITHSCORES")).toEqual(before);
  await expect(dead.row("Regret1Job")).toBeVisible();

  await dead.toast("1 job is back where it was").getByRole("link", { name: "details" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Take an operation back");
  await page.getByRole("link", { name: "Operations" }).first().click();
  await expect(page.getByRole("row").filter({ hasText: "Retry 1 chosen job" })).toHaveCount(0);
  redis.disconnect();
});

test("undo says when the job has been fetched already", async ({ pageOf }) => {
  const redis = openRedis("regret");
  await redis.flushdb();
  await fillSet(redis, "dead", 1, () => failed({ class: "GoneJob", args: [1], queue: "fetched" }));

  const page = await pageOf("otto");
  const dead = new JobListPage(page, "regret", "dead");
  await dead.open();
  await dead.tick("GoneJob");
  await dead.verb("Retry 1 selected").click();
  await expect(dead.toast("1 queued in fetched")).toBeVisible();
  await redis.rpop("queue:fetched");

  await dead.toast("1 queued in fetched").getByRole("button", { name: "Undo" }).click();
  await expect(dead.toast("1 job can no longer be taken back: it runs, has run")).toBeVisible();
  expect(await redis.zcard("dead")).toBe(0);
  redis.disconnect();
});
