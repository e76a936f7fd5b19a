import { startProcess } from "./support/jobs";
import { DATABASES } from "./support/people";
import { expect, openRedis, redisUrl, test } from "./support/test";

// They share one store.
test.describe.configure({ mode: "serial" });

const KEY = "cron_job:default:nightly report";

test("an operator pauses the nightly report, moves it to 5:30 Berlin time, runs it once and sees it in its history", async ({
  pageOf,
}) => {
  expect(Object.keys(DATABASES)).toContain("cron");
  const redis = openRedis("cron");
  await redis.flushdb();
  await redis.sadd("cron_jobs:default", KEY);
  await redis.hset(KEY, {
    name: "nightly report",
    namespace: "default",
    klass: "ReportJob",
    cron: "0 2 * * *",
    description: "",
    source: "schedule",
    args: '["night"]',
    message: '{"queue":"reports","class":"ReportJob","args":["night"]}',
    status: "enabled",
    active_job: "0",
  });
  const worker = await startProcess({ redisUrl: redisUrl("cron"), hostname: "cron-host", queues: { reports: 1 } });
  const page = await pageOf("otto");
  await page.goto("s/cron/cron");
  const row = page.getByRole("row", { name: /nightly report/ });
  await expect(row).toContainText("Every day at 02:00");
  await expect(row).toContainText('ReportJob ["night"]');
  await expect(row.getByRole("cell", { name: "reports", exact: true })).toBeVisible();

  await row.getByRole("button", { name: "Pause nightly report" }).click();
  await expect(page.getByText("nightly report is paused")).toBeVisible();
  await expect.poll(() => redis.hget(KEY, "status")).toBe("disabled");
  await expect(row).toContainText("paused");

  await row.getByText("nightly report").click();
  const drawer = page.getByRole("dialog", { name: "nightly report", exact: true });
  await expect(drawer).toContainText("overwritten at the next deploy");
  await expect(page.locator("nav[aria-label=Breadcrumb]")).toContainText("nightly report");
  await drawer.getByRole("button", { name: "Edit…" }).click();
  const editor = page.getByRole("dialog", { name: "Edit nightly report" });
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await editor.locator("form").evaluate((form) => form.scrollWidth - form.clientWidth)).toBe(0);
  await page.setViewportSize({ width: 1440, height: 900 });
  await editor.getByLabel("Schedule", { exact: true }).fill("not a schedule");
  await expect(editor.getByText("This cannot be read as a schedule")).toBeVisible();
  await expect(editor.getByRole("button", { name: "Save" }).last()).toBeDisabled();
  await editor.getByLabel("Schedule", { exact: true }).fill("30 5 * * *");
  await editor.getByRole("combobox", { name: "Zone" }).selectOption("Europe/Berlin");
  await expect(editor.getByLabel("Schedule", { exact: true })).toHaveValue("30 5 * * * Europe/Berlin");
  await expect(editor.getByRole("list", { name: "Next runs" }).getByRole("listitem")).toHaveCount(5);
  await expect(editor.getByRole("list", { name: "Next runs" }).getByText("05:30")).toHaveCount(5);
  await editor.getByRole("button", { name: "Save" }).last().click();
  await expect(page.getByText("nightly report is saved")).toBeVisible();
  expect(await redis.hmget(KEY, "cron", "status", "source")).toEqual([
    "30 5 * * * Europe/Berlin",
    "disabled",
    "schedule",
  ]);

  await drawer.getByRole("button", { name: "Run now" }).click();
  const question = page.getByRole("alertdialog", { name: "Run nightly report now?" });
  await expect(question).toContainText("reports");
  await question.getByRole("button", { name: "Run now" }).click();
  await expect(page.getByText("One job of nightly report is in reports")).toBeVisible();
  const history = drawer.getByRole("list", { name: "Last runs" });
  await expect(history.getByRole("listitem")).toHaveCount(1);
  await history.getByRole("link").click();
  const [line = "{}"] = await redis.lrange(`${KEY}:jid_history`, 0, -1);
  await expect(page).toHaveURL(new RegExp(`/s/cron/jobs/${JSON.parse(line).jid}$`));
  await worker.stop();
  redis.disconnect();
});

test("with two hundred entries the page filters, sorts and changes many at once", async ({ pageOf }) => {
  const redis = openRedis("cron");
  await redis.flushdb();
  const pipeline = redis.pipeline();
  for (let index = 0; index < 200; index += 1) {
    const name = `entry ${String(index).padStart(3, "0")}`;
    pipeline.sadd("cron_jobs:default", `cron_job:default:${name}`);
    pipeline.hset(`cron_job:default:${name}`, {
      name,
      namespace: "default",
      klass: index % 2 === 0 ? "EvenJob" : "OddJob",
      cron: index === 7 ? "whenever it suits" : `${index % 60} ${index % 24} * * *`,
      source: "dynamic",
      args: "[]",
      message: '{"queue":"default","class":"EvenJob","args":[]}',
      status: "enabled",
    });
  }
  await pipeline.exec();
  const page = await pageOf("otto");
  await page.goto("s/cron/cron");
  await expect(page.getByText("200 entries · 0 paused")).toBeVisible();
  await expect(page.getByText("No live process polls these schedules")).toBeVisible();
  await page.getByRole("searchbox").or(page.getByLabel("Filter by name")).first().fill("entry 00");
  await expect(page.getByText("10 of 200 entries")).toBeVisible();
  await expect(page.getByRole("row", { name: /entry 007/ })).toContainText("whenever it suits");
  await page.getByRole("columnheader").getByRole("checkbox").check();
  await page.getByRole("button", { name: "Pause 10" }).click();
  await expect(page.getByText("10 entries are paused")).toBeVisible();
  await expect.poll(async () => redis.hget("cron_job:default:entry 003", "status")).toBe("disabled");
  expect(await redis.hget("cron_job:default:entry 010", "status")).toBe("enabled");
  await redis.flushdb();
  redis.disconnect();
});

test("entries that start together are named and shown; a deleted one is put back", async ({ pageOf }) => {
  const redis = openRedis("cron");
  await redis.flushdb();
  const put = async (name: string, cron: string) => {
    const key = `cron_job:default:${name}`;
    await redis.sadd("cron_jobs:default", key);
    await redis.hset(key, {
      name,
      namespace: "default",
      klass: "HardJob",
      cron,
      args: "[1.0]",
      message: '{"queue":"default","class":"HardJob","args":[1.0]}',
      status: "enabled",
      plugin_field: "kept",
    });
    return key;
  };
  const report = await put("report", "30 5 * * * UTC");
  await put("invoices", "30 5,17 * * * UTC");
  await put("alone", "7 4 * * * UTC");
  const page = await pageOf("otto");
  await page.goto("s/cron/cron");
  const together = page.getByRole("list", { name: "Entries that start in the same minute" });
  await expect(together.getByRole("listitem")).toHaveCount(1);
  await together.getByRole("button", { name: /2 together.*invoices, report/ }).click();
  await expect(page.getByText("2 of 3 entries")).toBeVisible();
  await expect(page.getByRole("row", { name: /alone/ })).toHaveCount(0);
  await page.getByRole("button", { name: "Show all entries again" }).click();
  await expect(page.getByRole("row", { name: /alone/ })).toBeVisible();

  const before = await redis.hgetall(report);
  const remove = async () => {
    await page
      .getByRole("row", { name: /report/ })
      .getByRole("button", { name: /report/ })
      .last()
      .click();
    await page.getByRole("menuitem", { name: "Delete…" }).click();
    const question = page.getByRole("alertdialog", { name: "Delete report?" });
    await question.getByRole("button", { name: "Delete entry" }).click();
    await expect.poll(() => redis.exists(report)).toBe(0);
  };
  await remove();
  await page.getByRole("button", { name: /^Undo/ }).click();
  await expect.poll(() => redis.hgetall(report)).toEqual(before);
  await expect(page.getByRole("row", { name: /report/ })).toBeVisible();
  await remove();
  await page
    .getByRole("region", { name: "Deleted in the last 24 hours" })
    .getByRole("button", { name: "Put report back" })
    .click();
  await expect.poll(() => redis.hgetall(report)).toEqual(before);
  await expect(page.getByText("report is back as it was").last()).toBeVisible();

  await redis.flushdb();
  redis.disconnect();
});

test("a viewer reads the schedules is offered nothing to change, and finds one in the palette", async ({ pageOf }) => {
  const page = await pageOf("vera");
  await page.goto("s/shop/cron");
  await expect(page.getByRole("row", { name: /nightly report/ })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Pause |^Run |New entry/ })).toHaveCount(0);

  await page.goto("s/shop/queues");
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox").fill("nightly report");
  await page.getByRole("option", { name: /^nightly report/ }).click();
  await expect(page).toHaveURL(/\/s\/shop\/cron\?entry=./);
  await expect(page.getByRole("dialog", { name: "nightly report", exact: true })).toBeVisible();
});
