import { type RubyWorker, runRuby, startWorker, until } from "@/test/ruby/run";
import { expect, openRedis, redisUrl, test } from "./support/test";

test.describe.configure({ mode: "default" });

test.describe("a job with a wrong argument, with the real Sidekiq at work", () => {
  let worker: RubyWorker;
  test.setTimeout(300_000);

  test.beforeAll(async () => {
    await runRuby("8.1", 'DiesAtOnceJob.perform_async("tenant 4711", 9007199254740993, 1.0, {"z" => 1, "a" => "x"})', {
      redisUrl: redisUrl("mend"),
    });
    worker = await startWorker("8.1", { redisUrl: redisUrl("mend") });
    const client = openRedis("mend");
    await until(
      async () => (await client.zcard("dead")) === 1,
      30_000,
      () => `it did not die:\n${worker.log()}`,
    );
    await client.del("executed");
    client.disconnect();
  });
  test.afterAll(() => worker.stop());

  test("is mended by an admin and runs, and each of the two leads to the other", async ({ pageOf }) => {
    const page = await pageOf("ada");
    await page.goto("s/mend/dead");
    await page.getByText("DiesAtOnceJob").first().click();
    const drawer = page.getByRole("dialog");
    await expect(drawer.getByText("tenant 4711").first()).toBeVisible();
    await page.keyboard.press("e");

    const dialog = page.getByRole("dialog", { name: /Edit DiesAtOnceJob/ });
    const editor = dialog.getByLabel("Arguments, as JSON");
    await expect(editor).toHaveValue(/"tenant 4711",\s+9007199254740993,\s+1\.0/);
    await expect(dialog.getByText(/Nothing is changed yet/)).toBeVisible();
    await expect(editor).toBeFocused();
    const text = await editor.inputValue();

    await editor.fill(text.replace("9007199254740993,", "9007199254740993"));
    await expect(dialog.getByText(/Line \d+, column \d+: a comma or the closing bracket is missing/)).toBeVisible();
    await expect(dialog.getByRole("button", { name: "Enqueue the changed job" })).toBeDisabled();
    await editor.fill(text.replace('"x"', '{"_aj_globalid": "gid://shop/User/1"}'));
    await expect(dialog.getByText(/load an object that was not there before/)).toBeVisible();

    await editor.fill(text.replace("tenant 4711", "tenant 4712").replace("9007199254740993", "9007199254740995"));
    await expect(dialog.getByRole("listitem").filter({ hasText: "tenant 4712" })).toBeVisible();
    await dialog.getByLabel("Reason, for the record").fill("wrong tenant");
    await dialog.getByRole("button", { name: "Enqueue the changed job" }).click();
    await expect(page.getByText("New job in default")).toBeVisible();
    await expect(page.getByText("The original is in the trash")).toBeVisible();

    const client = openRedis("mend");
    await until(
      async () => (await client.llen("executed")) === 1,
      20_000,
      () => worker.log(),
    );
    const [run = ""] = await client.lrange("executed", "0", "-1");
    expect(run).toContain('["tenant 4712",9007199254740995,1.0,{"z":1,"a":"x"}]');
    await until(
      async () => (await client.zcard("dead")) === 1,
      20_000,
      () => worker.log(),
    );
    client.disconnect();

    await page.getByRole("region", { name: "Notifications" }).getByRole("link", { name: "follow" }).click();
    await expect(page).toHaveURL(/\/s\/mend\/jobs\/[0-9a-f]{24}/);
    await expect(page.getByText("tenant 4712").first()).toBeVisible();
    await expect(page.getByText("Made by ada from").first()).toBeVisible();
    const facts = page.locator("dl");
    await expect(facts.getByText("Made from")).toBeVisible();

    await page.goto("s/mend/trash");
    await expect(page.getByText("ada").first()).toBeVisible();
  });

  test("is copied as a line of Ruby, exported, and not edited by an operator", async ({ pageOf }) => {
    const page = await pageOf("otto");
    await page.goto("s/mend/dead");
    await page.getByText("DiesAtOnceJob").first().click();
    await page.getByRole("dialog").getByRole("button", { name: "More for this job" }).click();
    await expect(page.getByRole("menuitem", { name: "Copy as Ruby line" })).toBeVisible();
    await expect(page.getByRole("menuitem", { name: /Edit and run again/ })).toHaveCount(0);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Export" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: "As CSV" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("mend-dead.csv");
  });

  test("is an example for a new job of its class, for later and in another queue", async ({ pageOf }) => {
    const page = await pageOf("ada");
    await page.goto("s/mend/queues");
    await page.getByRole("button", { name: "New job…" }).click();
    await page.getByRole("combobox", { name: "Class" }).fill("NoSuchJob");
    await page.getByRole("button", { name: "Find an example" }).click();
    await expect(page.getByText(/No entry of this class is in the store/)).toBeVisible();
    await page.getByRole("combobox", { name: "Class" }).fill("DiesAtOnceJob");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "New job like DiesAtOnceJob" });
    await dialog.getByLabel("Arguments, as JSON").fill('["from an example", 1.0]');
    await dialog.getByLabel("Queue").fill("elsewhere");
    await dialog.getByRole("button", { name: "At a time" }).click();
    await dialog.getByRole("button", { name: "Schedule the new job" }).click();
    await expect(page.getByText("New job scheduled")).toBeVisible();
    const client = openRedis("mend");
    const [payload = ""] = await client.zrange("schedule", "0", "-1");
    expect(payload).toMatch(
      /"queue":"elsewhere".*"args":\["from an example",1\.0\]|"args":\["from an example",1\.0\].*"queue":"elsewhere"/,
    );
    client.disconnect();
  });
});
