import { JobListPage } from "./pages/job-list-page";
import { OperationDialog } from "./pages/operation-dialog";
import { failed, fillSet } from "./support/jobs";
import { expect, openRedis, test } from "./support/test";

test.describe.configure({ mode: "default" });

const later = () => Date.now() / 1000 + 86_400;

test("all retries are counted, confirmed by typing, and killed in the background", async ({ pageOf }) => {
  const redis = openRedis("bulk");
  await fillSet(redis, "retry", 3_000, (index) => failed(index % 3 ? imports : exports), later());
  const page = await pageOf("otto");
  const list = new JobListPage(page, "bulk", "retries");
  const dialog = new OperationDialog(page);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/api/v1/bulk/operations", async (route) => {
    await held;
    await route.continue();
  });
  await list.open();
  await dialog.ask("Kill");
  await expect(dialog.counting).toBeVisible();
  await expect(dialog.root.getByRole("progressbar")).toBeAttached();
  release();

  await expect(dialog.frozen).toContainText("3,000 jobs, counted");
  await expect(dialog.root.getByRole("listitem").filter({ hasText: "Imports::RowJob" })).toContainText("2,000");
  await expect(dialog.root.getByRole("listitem").filter({ hasText: "Exports::RowJob" })).toContainText("1,000");
  await expect(dialog.root).toContainText("Death handlers do not run");
  const confirm = dialog.confirm("Kill 3,000 retries");
  await expect(confirm).toBeDisabled();
  await dialog.typed.fill("300");
  await expect(confirm).toBeDisabled();
  expect(await redis.zcard("retry")).toBe(3_000);
  await dialog.typed.fill("3000");
  await expect(confirm).toBeDisabled();
  await dialog.reason.fill("the vendor will never answer");
  await confirm.click();

  await expect(page).toHaveURL(/\/s\/bulk\/operations\/[\w-]+$/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Kill all retries");
  await expect(page.getByRole("progressbar", { name: "Progress" })).toBeAttached();
  await expect(page.getByText("All 3,000 were handled.")).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(/3,000 of 3,000 · took/)).toBeVisible();
  expect(await redis.zcard("retry")).toBe(0);
  expect(await redis.zcard("dead")).toBe(3_000);
  redis.disconnect();
});

test("what is confirmed is what was counted, though the list changes fifty times meanwhile", async ({ pageOf }) => {
  const redis = openRedis("bulk");
  await redis.del("retry", "queue:exports");
  await fillSet(redis, "retry", 40, () => failed(exports), later());
  const page = await pageOf("otto");
  const list = new JobListPage(page, "bulk", "retries");
  const dialog = new OperationDialog(page);
  await list.open();
  await dialog.ask("Retry");
  await expect(dialog.frozen).toContainText("40 jobs, counted");

  for (let refresh = 0; refresh < 50; refresh += 1) {
    await redis.zadd("retry", String(later()), failed({ class: "LateJob", args: [refresh] }));
    const read = page.waitForResponse((response) => response.url().includes("/bulk/sets/retry/jobs"));
    await page.evaluate(() => window.dispatchEvent(new Event("visibilitychange")));
    await read;
    await expect(dialog.frozen).toContainText("40 jobs, counted");
  }
  await expect(page.getByRole("link", { name: /^Retries/, includeHidden: true })).toContainText("90");
  await dialog.confirm("Retry 40 retries").click();
  await expect(page.getByText("All 40 were handled.")).toBeVisible({ timeout: 20_000 });
  expect(await redis.llen("queue:exports")).toBe(40);
  const left = await redis.zrange("retry", "0", "-1");
  expect(left).toHaveLength(50);
  expect(left.every((text) => text.includes("LateJob"))).toBe(true);
  redis.disconnect();
});

const imports = { class: "Imports::RowJob", queue: "imports" };
const exports = { class: "Exports::RowJob", queue: "exports" };
