import { encodeName } from "@/lib/domain/paths";
import { fillQueue, payload } from "./support/jobs";
import { expect, openRedis, test } from "./support/test";

/** A queue may be called anything: each opens by its link, shows its jobs, and is cleared by its typed name. */
const NAMES = ["two words", "a/b", "../up", "очередь 🚂", "%2e%2e", "a?b#c&d=e", "~tilde", "."];

test.describe.configure({ mode: "default" });

test.beforeAll(async () => {
  const redis = openRedis("names");
  for (const [index, queue] of ["", ...NAMES].entries()) {
    await fillQueue(redis, queue, [
      payload({ class: `Named${index}Job`, queue }),
      payload({ class: "OtherJob", queue }),
    ]);
  }
  redis.disconnect();
});

test("a queue with an odd name opens from the list and is operated", async ({ pageOf }) => {
  test.setTimeout(300_000);
  const redis = openRedis("names");
  const page = await pageOf("otto");
  for (const [index, queue] of NAMES.entries()) {
    await page.goto("s/names/queues");
    await page.getByRole("link", { name: queue, exact: true }).click();
    await expect(page).toHaveURL(new RegExp(`/s/names/queues/${encodeName(queue)}$`));
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(queue);
    await expect(page.getByRole("row").filter({ hasText: `Named${index + 1}Job` })).toBeVisible();
    await page.getByRole("button", { name: "Clear queue…" }).click();
    const question = page.getByRole("alertdialog");
    await question.getByRole("textbox").fill(queue);
    await question.getByRole("button", { name: "Clear 2 jobs" }).click();
    await expect(page.getByText(/^2 jobs of .+ moved to the trash/)).toBeVisible();
    expect(await redis.llen(`queue:${queue}`)).toBe(0);
    await page.keyboard.press("u");
    await expect(page.getByText(/^2 jobs restored to /)).toBeVisible();
    expect(await redis.llen(`queue:${queue}`)).toBe(2);
  }
  redis.disconnect();
});

test("the queue without a name opens too", async ({ pageOf }) => {
  const page = await pageOf("otto");
  await page.goto("s/names/queues");
  await page.getByRole("link", { name: "''", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("''");
  await expect(page.getByRole("row").filter({ hasText: "Named0Job" })).toBeVisible();
});
