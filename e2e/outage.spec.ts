import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { JobListPage } from "./pages/job-list-page";
import { failed, fillSet } from "./support/jobs";
import { OUTAGE } from "./support/people";
import { expect, outagePort, test } from "./support/test";

let store: TestRedis;

test.beforeAll(async () => {
  store = await startRedis(["--appendonly", "yes", "--appendfsync", "always"], outagePort());
  await fillSet(store.client(), "dead", 60, (index) => failed({ class: `Outage${index}Job` }));
});
test.afterAll(() => store.stop());

test("the page outlives its store: it says how old it is, keeps everything, and recovers by itself", async ({
  pageOf,
  allowed,
}) => {
  allowed.push(/status of 50[0-9]/);
  const page = await pageOf("otto");
  const dead = new JobListPage(page, OUTAGE, "dead");
  await dead.open();
  await expect(dead.row("Outage59Job")).toBeVisible();
  await expect(page.getByText(/^live · /)).toBeVisible();
  await dead.tick("Outage58Job");
  await dead.tick("Outage56Job");
  await page.setViewportSize({ width: 1440, height: 700 });
  await page.evaluate(() => window.scrollTo(0, 120));
  await dead.row("Outage50Job").getByText("StoryError").click();
  const drawer = page.getByRole("dialog").filter({ hasText: "Outage50Job" });
  await expect(drawer.getByText(/^Dead for/)).toBeVisible();
  expect(await page.evaluate(() => window.scrollY)).toBeGreaterThan(0);
  const top = async () => Math.round((await dead.row("Outage50Job").boundingBox())?.y ?? 0);
  const at = await top();
  const kept = async () => {
    await expect(drawer).toBeVisible();
    await expect(dead.verb("Retry 2 selected")).toBeVisible();
    await expect(dead.row("Outage50Job")).toBeVisible();
    await expect.poll(top).toBe(at);
    await expect(page).toHaveURL(/\/s\/outage\/dead\?job=/);
  };

  await store.kill();
  const killedAtMs = Date.now();
  await expect(page.getByText(/^stale · /)).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText(/^stale · ([5-9]|\d\d)\ss$/)).toBeVisible({ timeout: 20_000 });
  expect(Date.now() - killedAtMs).toBeGreaterThan(4_000);
  await kept();

  await store.start();
  await expect(page.getByText(/^live · /)).toBeVisible({ timeout: 20_000 });
  await kept();
  await page.keyboard.press("Escape");
  await dead.verb("Retry 2 selected").click();
  await expect(dead.toast("2 queued in default")).toBeVisible();
  expect(await store.client().zcard("dead")).toBe(58);
});
