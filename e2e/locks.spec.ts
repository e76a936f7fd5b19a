import { until } from "@/test/ruby/run";
import { expect, openRedis, test } from "./support/test";

const SYNC = "Accounts::SyncJob";

test.describe("locks", () => {
  test.setTimeout(300_000);

  test("an operator finds the orphaned lock that blocks a sync job, frees it, and the sync runs again", async ({
    pageOf,
  }) => {
    const redis = openRedis("shop");
    const [digest = ""] = await redis.zrange("uniquejobs:digests", "0", "0");
    const [stale] = await redis.hkeys(`${digest}:LOCKED`);
    expect(stale).toBeTruthy();

    const page = await pageOf("otto");
    await page.goto("s/shop/locks");
    const oldest = page.locator("main tbody tr[data-row]").first();
    await expect(oldest).toContainText(SYNC);
    await expect(oldest).toContainText("3 h ago");
    await expect(oldest).toContainText("not checked");

    await page.getByRole("button", { name: "Find orphaned locks" }).click();
    const found = page.getByRole("region", { name: "Probably orphaned" });
    await expect(found.getByRole("listitem")).toHaveCount(1, { timeout: 60_000 });
    await expect(found.getByRole("listitem")).toContainText("in no queue, no set and no process");
    await expect(found.getByText("1 probably orphaned")).toBeVisible();
    await expect(oldest).toContainText("probably orphaned");

    await found.getByRole("button", { name: "Release", exact: true }).click();
    const dialog = page.getByRole("alertdialog", { name: "Release this lock" });
    await expect(dialog).toContainText("The next push with the same arguments goes through again");
    await dialog.getByRole("button", { name: "Release 1 lock" }).click();
    await expect(page.getByText("1 lock released")).toBeVisible();

    await until(
      async () => (await redis.hkeys(`${digest}:LOCKED`)).some((jid) => jid !== stale),
      60_000,
      () => "no sync of the account was pushed",
    );
    const [jid = ""] = await redis.hkeys(`${digest}:LOCKED`);
    await until(
      async () => (await redis.hexists(`${digest}:LOCKED`, jid)) === 0,
      60_000,
      () => "the sync did not run",
    );
    redis.disconnect();
  });

  test("a viewer may look and check, but is offered no release", async ({ pageOf }) => {
    const page = await pageOf("vera");
    await page.goto("s/shop/locks");
    await expect(page.getByRole("button", { name: "Find orphaned locks" })).toBeVisible();
    await expect(page.locator("main tbody tr[data-row]").first()).toBeVisible();
    await expect(page.locator("main tbody input[type=checkbox]")).toHaveCount(0);
  });

  test("a batch shows its progress, its failed jobs and the batch inside it", async ({ pageOf }) => {
    const page = await pageOf("vera");
    await page.goto("s/shop/locks");
    await page.getByRole("link", { name: "Batches" }).click();
    await page
      .getByRole("row", { name: /Catalogue import/ })
      .first()
      .click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Catalogue import");
    await expect(page.getByRole("progressbar").first()).toBeVisible();
    const family = page.getByRole("region", { name: "Nested batches" });
    await family.getByRole("link", { name: "Images of the catalogue" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Images of the catalogue");
    await expect(family.getByRole("link", { name: "Catalogue import" })).toBeVisible();
  });

  test("retrying or deleting one job of a batch says first what that means for the batch", async ({ pageOf }) => {
    const redis = openRedis("shop");
    const jid = "ba7c0000000000000000ba7c";
    const failed = { class: "BatchedJob", args: [1], queue: "default", retry: true, jid, bid: "batch0000000" };
    const member = JSON.stringify({ ...failed, created_at: 1_795_355_549, error_class: "Boom", error_message: "no" });
    await redis.zadd("dead", String(Date.now() / 1_000), member);
    const page = await pageOf("otto");
    await page.goto(`s/shop/jobs/${jid}`);
    await page
      .getByRole("button", { name: /^Retry/ })
      .first()
      .click();
    const retry = page.getByRole("alertdialog", { name: "Retry 1 job" });
    await expect(retry).toContainText("It belongs to a batch, which counts it when it succeeds");
    await retry.getByRole("button", { name: "Cancel" }).click();
    expect(await redis.zscore("dead", member)).not.toBeNull();
    await page
      .getByRole("button", { name: /^Delete/ })
      .first()
      .click();
    const removal = page.getByRole("alertdialog", { name: "Delete 1 job" });
    await expect(removal).toContainText("its success callback never runs");
    await removal.getByRole("button", { name: "Delete 1 job" }).click();
    await expect.poll(() => redis.zscore("dead", member)).toBeNull();
    redis.disconnect();
  });
});
