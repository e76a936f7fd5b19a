import { JobListPage } from "./pages/job-list-page";
import { OperationDialog } from "./pages/operation-dialog";
import { failed, fillQueue, fillSet, payload } from "./support/jobs";
import { expect, openRedis, test } from "./support/test";

test.describe.configure({ mode: "default" });

const tenant = (index: number) => ({ account_id: index % 10 === 0 ? 7 : 4411 });

test.beforeAll(async () => {
  const redis = openRedis("search");
  await redis.flushdb();
  await fillSet(redis, "dead", 1_200, (index) =>
    failed(
      { class: index % 3 ? "Sync::PushJob" : "Sync::PullJob", args: [tenant(index)] },
      `timed out after ${index} s`,
    ),
  );
  await fillSet(
    redis,
    "retry",
    30,
    () => failed({ class: "Sync::PushJob", args: [{ account_id: 4411 }] }),
    Date.now() / 1000 + 86_400,
  );
  await fillQueue(redis, "exports", [payload({ class: "Exports::RowJob", queue: "exports", args: ["needle in it"] })]);
  redis.disconnect();
});

test("narrow a list by keys and existing values, by chips, and act on exactly what matches, without a mouse", async ({
  pageOf,
}) => {
  const page = await pageOf("otto");
  const list = new JobListPage(page, "search", "dead");
  const dialog = new OperationDialog(page);
  await list.open();
  await expect(list.row("Sync::").first()).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.type("cla");
  await expect(page.getByRole("option", { name: /^class:/ })).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(list.filter).toHaveValue("class:");
  await expect(page.getByRole("option", { name: /Sync::PushJob.*800/ })).toBeVisible();
  await page.keyboard.type("pull");
  await expect(page.getByRole("option", { name: /Sync::PullJob.*400/ })).toBeVisible();
  await expect(page.getByRole("listbox", { name: "Keys and values" }).getByRole("option")).toHaveCount(1);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.keyboard.type("arg.account_id:4411");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/q=class/);
  await expect(page.getByText("360 found among 1,200")).toBeVisible();
  const words = page.getByRole("list", { name: "The filter in words" });
  await expect(words).toContainText("class is Sync::PullJob");
  await expect(words).toContainText("argument account_id is 4411");

  await page.keyboard.press("Tab");
  await page.locator("main").focus();
  await page.keyboard.press("A");
  await expect(list.verb("Delete 360 matching…")).toBeVisible();
  await page.keyboard.press("d");
  await expect(dialog.frozen).toContainText("360 jobs, counted");
  await page.keyboard.press("Escape");
});

test("a facet narrows, a chip's button widens again, and a mistake is pointed at", async ({ pageOf }) => {
  const page = await pageOf("otto");
  const list = new JobListPage(page, "search", "dead");
  await list.open();
  await page.getByRole("button", { name: "Count by class, error, queue" }).click();
  await expect(page.getByText("1,200 counted")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Sync::PushJob\s*800$/ })).toBeVisible();
  await list.filter.fill("timed");
  await list.filter.press("Enter");
  await expect(page.getByText("1,200 found among 1,200")).toBeVisible();
  await page.getByRole("button", { name: /^Sync::PushJob\s*800$/ }).click();
  await expect(page.getByText("800 found among 1,200")).toBeVisible();
  await expect(list.filter).toHaveValue("timed class:Sync::PushJob");
  await page.getByRole("button", { name: "Remove: “timed” anywhere" }).click();
  await expect(list.filter).toHaveValue("class:Sync::PushJob");
  await page.getByRole("button", { name: "Show more" }).click();
  await expect(page.getByText("100 of 800 shown")).toBeVisible();

  await list.filter.fill("class:a (b");
  await expect(page.getByText("This bracket is not closed.")).toBeVisible();
  await expect(list.filter).toHaveAttribute("aria-describedby", /problem/);
  await expect(page).toHaveURL(/q=class:Sync/);
});

test("one filter looks through everything, and leads to each list", async ({ pageOf }) => {
  const page = await pageOf("otto");
  await page.goto("s/search/search");
  await page.getByRole("combobox", { name: "Search everywhere" }).fill("arg.account_id:4411 OR needle");
  await page.keyboard.press("Enter");
  await expect(page.getByText("1,111 found among 1,231")).toBeVisible();
  await expect(page.getByRole("heading", { name: /Retries/ })).toContainText("30 of 30");
  await expect(page.getByRole("heading", { name: /Dead/ })).toContainText("1,080 of 1,200");
  await expect(page.getByRole("heading", { name: /exports/ })).toContainText("1 of 1");
  await page.getByRole("link", { name: "Dead", exact: true }).last().click();
  await expect(page).toHaveURL(/\/s\/search\/dead\?q=arg/);
  await expect(page.getByText("1,080 found among 1,200")).toBeVisible();
});

test("the palette goes to pages, queues and jobs, searches, and acts", async ({ pageOf }) => {
  const page = await pageOf("otto");
  await page.goto("s/search");
  await expect(page.getByText(/^live · /)).toBeVisible();
  const palette = page.getByRole("combobox", { name: "Go to, find, or do" });
  const ask = async (typed: string) => {
    await page.keyboard.press("ControlOrMeta+k");
    await expect(palette).toBeFocused();
    await page.keyboard.type(typed);
  };
  await ask("sched");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/s\/search\/scheduled$/);
  await ask("exports");
  await page.getByRole("option", { name: "exports", exact: true }).waitFor();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/s\/search\/queues\/exports$/);
  await ask("needle");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/s\/search\/search\?q=needle$/);
  await expect(page.getByText("1 found among 1,231")).toBeVisible();
  await ask("7369af75a0a5e0421ae05800");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/s\/search\/jobs\/7369af75a0a5e0421ae05800$/);
  await ask("dark");
  await page.getByRole("option", { name: "Use the dark theme" }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.goto("s/search/dead");
  await page.getByRole("button", { name: /^All 1,200/ }).waitFor();
  await ask("delete all");
  await page.getByRole("option", { name: "Delete all 1,200" }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Delete all dead jobs" })).toContainText("1,200 jobs, counted");
  await page.keyboard.press("Escape");
  await ask("x");
  await page.keyboard.press("Escape");
  await expect(palette).toHaveCount(0);
});

test("a link that is clicked while a filter settles is followed", async ({ pageOf }) => {
  const page = await pageOf("otto");
  const list = new JobListPage(page, "search", "dead");
  await list.open();
  await expect(list.row("Sync::").first()).toBeVisible();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/\/s\/search\/queues/, async (route) => {
    await held;
    await route.continue();
  });
  await page.keyboard.press("/");
  await page.keyboard.type("PullJob");
  await page
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: /^Queues/ })
    .click();
  await page.waitForTimeout(1_000); // longer than a filter settles: the page that was asked for is still on its way
  release();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Queues");
  await expect(page).toHaveURL(/\/s\/search\/queues$/);
});

test("every facet is seen at once, however many values there are and however long", async ({ pageOf }) => {
  const redis = openRedis("search");
  const kinds = Array.from({ length: 8 }, (_, index) => `Warehouse::Inventory::Reconciliation::Step${index}`);
  await fillSet(redis, "dead", kinds.length, (index) =>
    payload(
      { class: `${kinds[index]}Job`, queue: `queue-of-${kinds[index]}` },
      { error_class: `${kinds[index]}Error` },
    ),
  );
  redis.disconnect();
  const page = await pageOf("otto");
  for (const width of [1440, 1024]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto("s/search/search?q=Warehouse");
    await expect(page.getByText("8 found among")).toBeVisible();
    for (const facet of ["Class", "Error", "Queue", "Age"]) {
      const buttons = page
        .locator("fieldset")
        .filter({ hasText: new RegExp(`^${facet}`) })
        .getByRole("button");
      await expect(buttons.last()).toBeInViewport({ ratio: 1 });
    }
  }
});
