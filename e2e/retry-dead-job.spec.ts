import { type RubyWorker, runRuby, startWorker, until } from "@/test/ruby/run";
import { JobListPage } from "./pages/job-list-page";
import { SignInPage } from "./pages/sign-in-page";
import { PASSWORD } from "./support/people";
import { expect, openRedis, redisUrl, test } from "./support/test";

test.describe("the main story, with the real Sidekiq at work", () => {
  let worker: RubyWorker;
  const redis = () => openRedis("lab");
  test.setTimeout(300_000);

  test.beforeAll(async () => {
    await runRuby("8.1", 'MendableJob.perform_async("order 4711", 4, 9007199254740993)', { redisUrl: redisUrl("lab") });
    worker = await startWorker("8.1", { redisUrl: redisUrl("lab") });
    const client = redis();
    await until(
      async () => (await client.zcard("dead")) === 1,
      30_000,
      () => `it did not die:\n${worker.log()}`,
    );
    await client.set("mended", "1");
    client.disconnect();
  });
  test.afterAll(() => worker.stop());

  test("an operator signs in, finds a dead job, retries it, and watches it run", async ({ page }) => {
    await page.goto("s/lab");
    await new SignInPage(page).signIn("otto", PASSWORD);
    await page.getByRole("link", { name: /^Dead/ }).first().click();
    const dead = new JobListPage(page, "lab", "dead");
    await expect(dead.row("MendableJob")).toContainText("order 4711: not mended yet");

    await dead.filter.fill("order 4711");
    await expect(page).toHaveURL(/q=order/); // typed out: the list is the filtered one
    await dead.tick("MendableJob");
    await dead.verb("Retry 1 selected").click();
    await expect(page.getByText("1 queued in default")).toBeVisible();
    await page.getByRole("link", { name: "follow" }).click();

    await expect(page).toHaveURL(/\/s\/lab\/jobs\/[0-9a-f]{24}/);
    await expect(page.getByRole("heading", { level: 1 })).toContainText("MendableJob");
    await expect(page.getByText(/running/i).first()).toBeVisible();
    await expect(page.getByText(/no failure (was )?seen/i)).toBeVisible({ timeout: 20_000 });

    const client = redis();
    const executed = await client.lrange("executed", "0", "-1");
    expect(executed).toHaveLength(1);
    expect(executed[0]).toContain('["order 4711",4,9007199254740993]');
    expect(await client.zcard("dead")).toBe(0);
    expect(await client.zcard("retry")).toBe(0);
    client.disconnect();
  });
});
