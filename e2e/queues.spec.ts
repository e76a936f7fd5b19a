import type { FleetProcess } from "@/demo/fleet/process";
import { fillQueue, payload, startProcess } from "./support/jobs";
import { expect, openRedis, redisUrl, test } from "./support/test";

let reader: FleetProcess;

test.beforeAll(async () => {
  const redis = openRedis("queues");
  await fillQueue(redis, "default", []);
  await fillQueue(redis, "exports", reports(30));
  redis.disconnect();
  reader = await startProcess({ redisUrl: redisUrl("queues"), hostname: "reader", queues: { default: 0 } });
});
test.afterAll(() => reader.stop());

const reports = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    payload({ class: "Exports::ReportJob", queue: "exports", args: [index] }),
  );

test("the growing queue that nobody reads is found, cleared and restored", async ({ pageOf }) => {
  const redis = openRedis("queues");
  const before = await redis.lrange("queue:exports", "0", "-1");
  const page = await pageOf("otto");
  await page.goto("s/queues");
  await page.getByRole("link", { name: /^exports: no live process reads it, 30 jobs/ }).click();
  await expect(page).toHaveURL(/\/s\/queues\/queues\/exports$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("exports");
  await expect(page.getByText("nobody").first()).toBeVisible();

  await page.getByRole("button", { name: "Clear queue…" }).click();
  const question = page.getByRole("alertdialog");
  await expect(question).toContainText("All 30 jobs of exports go to the trash");
  const confirm = question.getByRole("button", { name: "Clear 30 jobs" });
  await expect(confirm).toBeDisabled();
  await question.getByRole("textbox").fill("export");
  await expect(confirm).toBeDisabled();
  const [late = ""] = reports(1);
  await redis.lpush("queue:exports", late);
  await question.getByRole("textbox").fill("exports");
  await confirm.click();
  await expect(page.getByText("30 jobs of exports moved to the trash")).toBeVisible();
  expect(await redis.lrange("queue:exports", "0", "-1")).toEqual([late]);

  await page.getByRole("link", { name: "Trash" }).click();
  const batch = page.getByRole("row").filter({ hasText: "queue exports" });
  await expect(batch).toContainText("30");
  await batch.getByRole("button", { name: "Restore" }).click();
  await expect(page.getByText("30 jobs restored", { exact: true })).toBeVisible();
  await expect(batch).toHaveCount(0);
  const after = await redis.lrange("queue:exports", "0", "-1");
  expect(after.toSorted()).toEqual([...before, late].toSorted());
  expect(after.filter((text) => text !== late)).toEqual(before);
  redis.disconnect();
});
