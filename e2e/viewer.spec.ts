import { CONSOLE_PAGES, pageOfSource } from "./support/console-pages";
import { expect, openRedis, test } from "./support/test";

const VERBS = /^(Retry|Run|Kill|Delete|Move|Reschedule|Clear|Pause|Resume|Quiet|Stop|Drain|Restore|All [\d,]|Actions)/;

test("a viewer reads every page, with one line that says so and no button that would not work", async ({ pageOf }) => {
  const page = await pageOf("vera");
  for (const path of CONSOLE_PAGES.filter((each) => each.startsWith("s/"))) {
    const address = pageOfSource(path, "shop");
    await page.goto(address);
    await expect(page.getByText("read-only: your role is viewer")).toHaveCount(1);
    await expect(page.getByText(/^live · /)).toBeVisible();
    await expect(page.getByRole("button", { name: VERBS }), address).toHaveCount(0);
    await expect(page.getByRole("main").getByRole("checkbox"), address).toHaveCount(0);
    await expect(page.getByRole("button", { disabled: true }).filter({ hasText: VERBS }), address).toHaveCount(0);
  }
  await expect(page.getByRole("link", { name: "Audit" })).toHaveCount(0);

  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keys" });
  await expect(help.getByText("Overview")).toBeVisible();
  await expect(help.getByText(/Audit|Retry|Delete|Undo/)).toHaveCount(0);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("option", { name: /^Overview/ })).toBeVisible();
  await expect(page.getByRole("option", { name: /Audit/ })).toHaveCount(0);
  await page.keyboard.press("Escape");

  await page.goto("s/shop/dead");
  await page.locator("tbody tr[data-row]").first().click();
  const drawer = page.getByRole("dialog");
  await expect(drawer.getByRole("link", { name: "Open full page" })).toBeVisible();
  await expect(drawer.getByRole("button", { name: VERBS })).toHaveCount(0);
});

test("whatever a viewer sends to the API is refused, and changes nothing", async ({ pageOf, allowed }) => {
  const page = await pageOf("vera");
  allowed.push(/status of 403/);
  await page.goto("s/wide/dead");
  const redis = openRedis("wide");
  const writes: [string, unknown][] = [
    ["jobs/actions", { action: "delete", refs: ["x"] }],
    ["jobs/reveal", { ref: "x" }],
    ["operations", { verb: "delete", target: { set: "dead" }, idempotencyKey: "viewer-tries-this" }],
    ["operations/any/start", { expected: 1 }],
    ["operations/any/cancel", {}],
    ...["pause", "resume", "clear", "delete"].map((verb): [string, unknown] => [`queues/default/${verb}`, {}]),
    ["processes/quiet", { match: { all: true }, expected: 1 }],
    ["processes/stop", { match: { all: true }, expected: 1 }],
    ["trash/any/restore", {}],
    ["trash/any/purge", { expected: 1 }],
  ];
  const marker = "queue:viewer-marker";
  await redis.lpush(marker, "x");
  for (const [path, body] of writes) {
    expect.soft(await page.evaluate(post, [`/api/v1/wide/${path}`, body] as const), path).toBe("403 forbidden");
  }
  expect(await redis.llen(marker)).toBe(1);
  await redis.del(marker);
  expect((await page.request.get("api/v1/audit")).status()).toBe(403);
  redis.disconnect();
});

/** From the viewer's own page, as a script there would. */
async function post([path, body]: readonly [string, unknown]): Promise<string> {
  const headers = { "content-type": "application/json", "x-signalbox": "1" };
  const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  const answer: { code?: string } = await response.json();
  return `${response.status} ${answer.code}`;
}
