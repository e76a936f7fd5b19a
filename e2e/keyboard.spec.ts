import { JobListPage } from "./pages/job-list-page";
import { tabTo, takeItem } from "./pages/keyboard";
import { failed, fillSet } from "./support/jobs";
import { PASSWORD } from "./support/people";
import { expect, openRedis, test } from "./support/test";

test.describe.configure({ mode: "default" });

/** Five stories without a mouse: nothing here clicks. */
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
