import { ownKeys } from "@/lib/state/keys";
import { JobListPage } from "./pages/job-list-page";
import { tabTo } from "./pages/keyboard";
import { OperationDialog } from "./pages/operation-dialog";
import { failed, fillQueue, fillSet, payload } from "./support/jobs";
import { expect, openRedis, test } from "./support/test";

test.describe.configure({ mode: "default" });

const KEYS = ownKeys(null, "full");
const JID = "f0f0f0f0f0f0f0f0f0f0f0f0";

test.beforeEach(async () => {
  const redis = openRedis("full");
  await redis.flushdb();
  await fillSet(redis, "dead", 60, (n) => failed({ class: "Full::Job", args: [n], ...(n === 59 ? { jid: JID } : {}) }));
  await fillQueue(redis, "low", [payload({ class: "Full::Job", queue: "low" }), payload({ class: "Full::Job" })]);
  redis.disconnect();
});

async function fillTrash(): Promise<void> {
  const redis = openRedis("full");
  await redis.hset(KEYS.trashTotals, "entries", "2000000");
  redis.disconnect();
}

test("a full trash is told before: nothing to confirm for an operator, without undo for an admin", async ({
  pageOf,
}) => {
  const redis = openRedis("full");
  await fillTrash();
  const otto = await pageOf("otto");
  const his = new OperationDialog(otto);
  await new JobListPage(otto, "full", "dead").open();
  await his.ask("Delete");
  await expect(his.root).toContainText("The trash has no room for them: it would be 101% full");
  await expect(his.root).not.toContainText("Can be undone");
  await expect(his.confirm("Delete 60 dead jobs")).toBeDisabled();
  await expect(his.typed).toHaveCount(0);
  await expect(his.root.getByRole("button", { name: "Delete without undo instead…" })).toHaveCount(0);

  const page = await pageOf("ada");
  const dialog = new OperationDialog(page);
  await new JobListPage(page, "full", "dead").open();
  await dialog.ask("Delete");
  await tabTo(page, dialog.root.getByRole("button", { name: "Delete without undo instead…" }));
  await page.keyboard.press("Enter");
  await expect(dialog.root).toContainText("Cannot be undone.");
  await expect(dialog.confirm("Delete 60 dead jobs for good")).toBeDisabled();
  await tabTo(page, dialog.typed);
  await page.keyboard.type("dead");
  await page.keyboard.press("Enter");
  await expect(page.getByText("All 60 were handled.")).toBeVisible({ timeout: 30_000 });
  expect(await redis.zcard("dead")).toBe(0);
  expect(await redis.zcard(KEYS.trash)).toBe(0);
  redis.disconnect();
});

test("single jobs and a queue as well are deleted without undo only when an admin types it", async ({ pageOf }) => {
  const redis = openRedis("full");
  await fillTrash();
  const page = await pageOf("ada");
  const dead = new JobListPage(page, "full", "dead");
  await dead.open();
  await expect(dead.row("Full::Job").first()).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("d");
  const single = page.getByRole("alertdialog", { name: "No room to keep them" });
  await expect(single.getByRole("textbox")).toBeFocused();
  expect(await redis.zcard("dead")).toBe(60);
  await page.keyboard.type("1");
  await page.keyboard.press("Enter");
  await expect.poll(() => redis.zcard("dead")).toBe(59);

  await page.goto("s/full/queues/low");
  await page.getByRole("button", { name: "Clear queue…" }).click();
  const clear = page.getByRole("alertdialog", { name: "Clear low?" });
  await clear.getByRole("textbox").fill("low");
  await clear.getByRole("button", { name: "Clear 2 jobs" }).click();
  await expect(clear).toContainText("The trash has no room for these 2 jobs");
  await expect(clear.getByRole("button", { name: "Clear 2 jobs for good" })).toBeDisabled();
  expect(await redis.llen("queue:low")).toBe(2);
  await clear.getByRole("textbox").fill("low");
  await clear.getByRole("button", { name: "Clear 2 jobs for good" }).click();
  await expect(page.getByText("2 jobs of low deleted for good")).toBeVisible();
  expect(await redis.exists("queue:low")).toBe(0);
  redis.disconnect();
});

test("the page of a job that was deleted says so, by whom, and leads to the trash", async ({ pageOf }) => {
  const page = await pageOf("otto");
  const dead = new JobListPage(page, "full", "dead");
  await dead.open();
  await expect(dead.row("Full::Job").first()).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("d");
  await expect(dead.toast("1 deleted")).toBeVisible();
  await page.goto(`s/full/jobs/${JID}`);
  await expect(page.getByText("Not in the store")).toBeVisible();
  await expect(page.getByText("Deleted by otto").first()).toBeVisible();
  await expect(page.getByText(/no record of jobs that succeed/)).toHaveCount(0);
  await page.getByRole("link", { name: "the trash" }).click();
  await expect(page).toHaveURL(/\/s\/full\/trash$/);
});

test("a new job is asked for by keys alone: the field for its class has the focus and knows the classes", async ({
  pageOf,
}) => {
  const page = await pageOf("ada");
  await page.goto("s/full/queues");
  await tabTo(page, page.getByRole("button", { name: "New job…" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "Class" })).toBeFocused();
  await expect(page.locator("datalist option[value='Full::Job']")).toHaveCount(1);
  await page.keyboard.type("Full::Job");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "New job like Full::Job" })).toBeVisible();
});
