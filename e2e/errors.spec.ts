import { OperationDialog } from "./pages/operation-dialog";
import { failed, fillQueue, fillSet, payload } from "./support/jobs";
import { expect, openRedis, test } from "./support/test";

test.describe.configure({ mode: "default" });

const GROUP = "Story::DeliverJob";
const delivery = (tenant: number, n: number) => ({ class: GROUP, queue: "webhooks", args: [{ tenant_id: tenant, n }] });
const timeout = (n: number) => {
  const tenant = n < 92 ? 4411 : 100 + n;
  return failed(
    delivery(tenant, n),
    `timeout after ${n}s while calling https://hooks.tenant-${tenant}.example.com/v${n}`,
    3,
  );
};

test("after an outage: the new error, what its jobs share, the filter for it, and all of them retried", async ({
  pageOf,
}) => {
  const redis = openRedis("causes");
  await redis.flushdb();
  const later = Date.now() / 1_000 + 86_400;
  await fillSet(redis, "retry", 100, timeout, later);
  await fillSet(redis, "dead", 20, (n) => failed({ class: "Other::Job", args: [n] }, "quota used up"));
  await fillQueue(
    redis,
    "webhooks",
    Array.from({ length: 40 }, (_, n) => payload(delivery(n, n))),
  );
  const page = await pageOf("otto");
  await page.goto("s/causes/errors");
  const row = page.getByRole("row").filter({ hasText: GROUP });
  await expect(row).toContainText("timeout after …s while calling https://hooks.tenant-….example.com/…");
  await expect(row).toContainText("retry 100");
  await expect(page.getByText("100 retries, 20 dead, 0 Active Job retries in scheduled")).toBeVisible();
  await expect(page.getByText("discard_on drops leaves no trace")).toBeVisible();

  await row.getByRole("link", { name: "StoryError" }).click();
  await expect(page).toHaveURL(/\/s\/causes\/errors\/e[a-z0-9]{11}$/);
  const trait = page.getByRole("listitem").filter({ hasText: "tenant_id 4411" });
  await expect(trait).toContainText("92% have tenant_id 4411; of those that have not failed, 0% do");
  await trait.getByRole("link", { name: "Show these jobs" }).click();
  await expect(page).toHaveURL(/\/s\/causes\/retries\?q=group/);
  await expect(page.getByText("tenant_id: 4411").first()).toBeVisible();
  await expect(page.locator("main")).toContainText("92");
  await page.goBack();

  await page.getByRole("button", { name: "Retry 100" }).click();
  const dialog = new OperationDialog(page);
  await expect(dialog.frozen).toContainText("100 jobs, counted");
  await dialog.root.getByRole("button", { name: /^Retry 100/ }).click();
  await expect(page.getByText("All 100 were handled.")).toBeVisible({ timeout: 30_000 });
  expect(await redis.zcard("retry")).toBe(0);
  expect(await redis.llen("queue:webhooks")).toBe(140);
  expect(await redis.zcard("dead")).toBe(20);
  redis.disconnect();
});

test("an error is resolved with a note, and a job's page leads to the group of its error", async ({ pageOf }) => {
  const redis = openRedis("causes");
  await fillSet(redis, "dead", 3, (n) => failed({ class: "Noted::Job", args: [n] }, `disk ${n} is full`));
  const page = await pageOf("otto");
  await page.goto("s/causes/dead?q=class%3ANoted%3A%3AJob");
  await page.getByRole("row").filter({ hasText: "Noted::Job" }).first().getByText("StoryError").click();
  await page.getByRole("dialog").getByRole("link", { name: "Other jobs of this error" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("StoryError");
  await expect(page.getByRole("navigation", { name: "Breadcrumb" })).toContainText("StoryError in Noted::Job");
  await expect(page.getByText("disk … is full")).toBeVisible();
  await page.getByRole("button", { name: "Note and runbook" }).click();
  await page.getByRole("textbox", { name: "Note" }).fill("Ask the storage team.");
  await page.getByRole("textbox", { name: "Runbook" }).fill("https://wiki.example.com/disks");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Ask the storage team.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Open the runbook" })).toHaveAttribute("rel", /noopener/);
  await page.getByRole("button", { name: "Resolve" }).click();
  await expect(page.getByRole("button", { name: "Reopen" })).toBeVisible();
  await page.goto("s/causes/errors?state=resolved");
  await expect(page.getByRole("row").filter({ hasText: "Noted::Job" })).toBeVisible();
  redis.disconnect();
});
