import { JobListPage } from "./pages/job-list-page";
import { tabTo, takeItem } from "./pages/keyboard";
import { OperationDialog } from "./pages/operation-dialog";
import { failed, fillSet } from "./support/jobs";
import { PASSWORD } from "./support/people";
import { expect, openRedis, test } from "./support/test";

test.describe.configure({ mode: "default" });

/** Stories without a mouse: nothing here clicks. */
test.beforeAll(async () => {
  const redis = openRedis("keys");
  await redis.del("dead", "queue:default");
  await fillSet(redis, "dead", 20, (index) => failed({ class: `Key${index}Job`, args: [`order ${index}`] }));
  redis.disconnect();
});

test("sign in, go to dead, tick two, retry them", async ({ page }) => {
  const redis = openRedis("keys");
  await page.goto("s/keys");
  await expect(page.getByLabel("User")).toBeFocused();
  await page.keyboard.type("otto");
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await expect(page.getByRole("button", { name: "Sign in" })).toBeEnabled();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/s\/keys$/);
  await expect(page.getByText(/^live · /)).toBeVisible();

  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await expect(page).toHaveURL(/\/s\/keys\/dead$/);
  const dead = new JobListPage(page, "keys", "dead");
  await expect(dead.row("Key19Job")).toBeVisible();
  const before = await redis.zcard("dead");
  for (const key of ["j", "j", "x", "j", "x"]) await page.keyboard.press(key);
  await expect(dead.verb("Retry 2 selected")).toBeVisible();
  await page.keyboard.press("r");
  await expect(dead.toast("2 queued in default")).toBeVisible();
  expect(await redis.zcard("dead")).toBe(before - 2);
  expect(await redis.llen("queue:default")).toBe(2);
  redis.disconnect();
});

test("filter with /, leave with Escape", async ({ pageOf }) => {
  const page = await pageOf("otto");
  const dead = new JobListPage(page, "keys", "dead");
  await dead.open();
  await expect(dead.row("Key3Job")).toBeVisible();
  await page.keyboard.press("/");
  await expect(dead.filter).toBeFocused();
  await page.keyboard.type('"order 3"');
  await expect(page).toHaveURL(/\?q=%22order/);
  await expect.poll(() => dead.jobNames()).toEqual(["Key3Job"]);
  await page.keyboard.press("Escape");
  await expect(dead.filter).toHaveValue("");
  await expect(dead.filter).not.toBeFocused();
  await expect(dead.row("Key4Job")).toBeVisible();
  await expect(page).not.toHaveURL(/q=/);
});

test("ask for the keys with ?, close with Escape", async ({ pageOf }) => {
  const page = await pageOf("otto");
  await page.goto("s/keys/queues");
  await expect(page.getByText(/^live · /)).toBeVisible();
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keys" });
  await expect(help).toContainText("Undo the last action");
  await page.keyboard.press("Escape");
  await expect(help).toHaveCount(0);
  await page.keyboard.press("g");
  await page.keyboard.press("b");
  await expect(page).toHaveURL(/\/s\/keys\/busy$/);
});

test("open a job beside its list, step to the next, close it", async ({ pageOf }) => {
  const page = await pageOf("otto");
  const dead = new JobListPage(page, "keys", "dead");
  await dead.open();
  await expect(dead.row("Key3Job")).toBeVisible();
  const [first = "", second = ""] = await dead.jobNames();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  const drawer = page.getByRole("dialog");
  await expect(drawer).toContainText(first);
  await expect(page).toHaveURL(/\?job=/);
  await page.keyboard.press("j");
  await expect(drawer.getByRole("heading", { name: second })).toBeVisible();
  await page.keyboard.press("k");
  await expect(drawer.getByRole("heading", { name: first })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(drawer).toHaveCount(0);
  await expect(page).not.toHaveURL(/job=/);
});

test("switch to the dark theme from the account's menu, and it stays", async ({ pageOf }) => {
  const page = await pageOf("otto");
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("s/keys/dead");
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await background();
  await tabTo(page, page.getByRole("button", { name: "otto" }));
  await page.keyboard.press("Enter");
  await takeItem(page, "Dark");
  await expect.poll(background).not.toBe(light);
  const dark = await background();
  await page.reload();
  expect(await background()).toBe(dark);
});

test("kill everything that matches by its typed name, and take it back with u", async ({ pageOf }) => {
  const redis = openRedis("keys");
  await redis.del("retry", "dead");
  await fillSet(
    redis,
    "retry",
    40,
    (n) => failed({ class: n % 2 ? "Even::Job" : "Odd::Job", args: [n] }),
    4_000_000_000,
  );
  const before = await redis.zrange("retry", "0", "-1", "WITHSCORES");
  const page = await pageOf("otto");
  const retries = new JobListPage(page, "keys", "retries");
  const dialog = new OperationDialog(page);
  await retries.open();
  await expect(retries.row("Even::Job").first()).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.type("class:Even::Job");
  await page.keyboard.press("Enter");
  await expect(page.getByText("20 found among 40")).toBeVisible();
  await page.keyboard.press("Tab");
  await page.keyboard.press("A");
  await expect(retries.verb("Kill 20 matching…")).toBeVisible();
  await page.keyboard.press("K");
  await expect(dialog.frozen).toContainText("20 jobs, counted");
  await tabTo(page, dialog.typed);
  await page.keyboard.type("dead");
  await page.keyboard.press("Enter");
  await expect(dialog.root).toBeVisible();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("retry");
  await page.keyboard.press("Enter");
  await expect(page.getByText("All 20 were handled.")).toBeVisible({ timeout: 20_000 });
  expect([await redis.zcard("retry"), await redis.zcard("dead")]).toEqual([20, 20]);

  await page.keyboard.press("u");
  await expect(dialog.root).toContainText("20 still wait");
  await tabTo(page, dialog.confirm("Put 20 back"));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Take an operation back");
  await expect(page.getByText("All 20 were handled.")).toBeVisible({ timeout: 20_000 });
  expect(await redis.zrange("retry", "0", "-1", "WITHSCORES")).toEqual(before);
  redis.disconnect();
});

test("what is typed while the palette is on its way does nothing to the list", async ({ pageOf }) => {
  const redis = openRedis("keys");
  await redis.del("dead");
  await fillSet(redis, "dead", 5, (n) => failed({ class: `Typed${n}::Job`, args: [n] }));
  const page = await pageOf("otto");
  const dead = new JobListPage(page, "keys", "dead");
  await dead.open();
  await expect(dead.row("Typed4::Job")).toBeVisible();
  await page.route("**/_next/static/**", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await route.continue();
  });
  await page.keyboard.press("j");
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("dead");
  await expect(page.getByRole("combobox", { name: "Go to, find, or do" })).toBeFocused();
  await page.keyboard.press("Escape");
  await page.keyboard.press("x");
  await expect(dead.verb("Retry 1 selected")).toBeVisible();
  expect(await redis.zcard("dead")).toBe(5);
  redis.disconnect();
});

test("retry a range that was ticked with X at a pace, by keys alone", async ({ pageOf }) => {
  const redis = openRedis("keys");
  await redis.del("dead", "queue:default");
  await fillSet(redis, "dead", 15, (n) => failed({ class: `Range${n}::Job`, args: [n] }));
  const page = await pageOf("otto");
  const dead = new JobListPage(page, "keys", "dead");
  const dialog = new OperationDialog(page);
  await dead.open();
  await expect(dead.row("Range14::Job")).toBeVisible();
  for (const key of ["j", "x", "j", "j", "j", "X"]) await page.keyboard.press(key);
  await expect(dead.verb("Retry 4 selected")).toBeVisible();
  await page.keyboard.press("r");
  await expect(dead.toast("4 queued in default")).toBeVisible();
  expect(await redis.llen("queue:default")).toBe(4);

  await page.keyboard.press("A");
  await page.keyboard.press("r");
  await expect(dialog.frozen).toContainText("11 jobs, counted");
  await tabTo(page, dialog.root.getByRole("button", { name: "Per second" }));
  await page.keyboard.press("Enter");
  await tabTo(page, dialog.root.getByRole("textbox", { name: "Jobs a second" }));
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("100");
  await page.keyboard.press("Enter");
  await expect(page.getByText("All 11 were handled.")).toBeVisible({ timeout: 20_000 });
  expect(await redis.llen("queue:default")).toBe(15);
  redis.disconnect();
});

test("after a row was dealt with the next is in its place, and a dialog is ready to be typed into", async ({
  pageOf,
}) => {
  const redis = openRedis("keys");
  await redis.del("dead");
  await fillSet(redis, "dead", 8, (index) => failed({ class: `Place${index}Job`, args: [index] }));
  redis.disconnect();
  const page = await pageOf("otto");
  const dead = new JobListPage(page, "keys", "dead");
  await dead.open();
  await expect(dead.row("Place3Job")).toBeVisible();
  const [, , , next = ""] = await dead.jobNames();
  for (const key of ["j", "j", "j", "d"]) await page.keyboard.press(key);
  await expect(dead.toast("1 deleted")).toBeVisible();
  await page.keyboard.press("j");
  await expect(dead.row(next)).toBeFocused();
  await page.keyboard.press("m");
  await expect(page.getByRole("dialog").getByLabel("To queue")).toBeFocused();
  await page.keyboard.press("Escape");
});
