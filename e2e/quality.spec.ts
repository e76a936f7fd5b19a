import type { Page } from "@playwright/test";
import { CONSOLE_PAGES, pageOfSource } from "./support/console-pages";
import { detailPages } from "./support/detail-pages";
import { failed, fillQueue, fillSet, makeJid, payload } from "./support/jobs";
import { looksOf, readShifts, reportPolicy, rowsInView, watchShifts } from "./support/looks";
import { expect, openRedis, test } from "./support/test";

/** The quality bar, over every page, in both themes, on the production build. */
const JID = makeJid();
const PAGES = ["login", ...CONSOLE_PAGES.map((path) => pageOfSource(path, "wide")), `s/wide/jobs/${JID}`];
const SHOP = CONSOLE_PAGES.map((path) => pageOfSource(path, "shop"));

test.beforeAll(async () => {
  const redis = openRedis("wide");
  if (await redis.set("story:filled", "1", "NX")) {
    for (let index = 0; index < 40; index += 1) {
      const queue =
        index === 0 ? "a_queue_whose_name_is_far_longer_than_any_column_on_any_of_the_pages" : `queue_${index}`;
      await fillQueue(redis, queue, [payload({ class: "WideJob", queue, args: ["x".repeat(300)] })]);
    }
    const long = "a message that goes on and on ".repeat(20);
    await fillSet(redis, "dead", 1_234, (index) =>
      failed({ class: `Wide::Namespace${index % 9}::AndItsJob`, args: [{ path: "p".repeat(200) }] }, long, 26),
    );
    await redis.zadd("dead", String(Date.now() / 1000), failed({ class: "Wide::ShownJob", jid: JID }, long, 3));
    await fillSet(redis, "schedule", 60, () => payload({ class: "LaterJob" }), Date.now() / 1000 + 86_400);
  }
  await expect.poll(() => redis.zcard("schedule")).toBe(60);
  redis.disconnect();
});

/** A section comes to the rail when its first key is seen. */
const SLOW = { timeout: 45_000 };

const open = async (page: Page, path: string) => {
  await page.goto(path);
  await page.getByRole("heading", { level: 1 }).waitFor();
  if (path.startsWith("s/")) await expect(page.getByText(/^live · /)).toBeVisible();
};

const SIZES = ["11px", "12px", "13px", "15px", "20px"];
const WEIGHTS = ["400", "550"];
const GROUPS: readonly [string, (page: Page) => Promise<readonly string[]>][] = [
  ["a store of long names", async () => PAGES],
  ["a store that moves", async () => SHOP],
  ["single things", detailPages],
];

for (const [pages, pathsOf] of GROUPS) {
  test(`five sizes, two weights, numbers in columns, nothing sideways, nothing on the console: ${pages}`, async ({
    pageOf,
  }) => {
    test.setTimeout(600_000);
    const page = await pageOf("ada");
    await reportPolicy(page);
    for (const path of await pathsOf(page)) {
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.emulateMedia({ colorScheme: "light" });
      await open(page, path);
      for (const scheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme: scheme });
        await expect(page.locator(`html[data-theme=${scheme}]`)).toBeAttached();
        const looks = await looksOf(page);
        expect.soft(looks.oddNumbers, `${path}, ${scheme}`).toEqual([]);
        expect
          .soft(
            looks.sizes.filter((size) => !SIZES.includes(size)),
            `sizes of ${path}`,
          )
          .toEqual([]);
        expect
          .soft(
            looks.weights.filter((weight) => !WEIGHTS.includes(weight)),
            `weights of ${path}`,
          )
          .toEqual([]);
      }
      for (const width of [1440, 1024, 390]) {
        await page.setViewportSize({ width, height: 900 });
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect.soft(beyond, `/${path} at ${width}`).toBeLessThanOrEqual(0);
      }
    }
  });
}

test("twenty queues and eighteen jobs are in view at 1440 by 900", async ({ pageOf }) => {
  const page = await pageOf("ada");
  await open(page, "s/wide/queues");
  await expect.poll(() => rowsInView(page)).toBeGreaterThanOrEqual(20);
  for (const list of ["dead", "scheduled"]) {
    await open(page, `s/wide/${list}`);
    await expect.poll(() => rowsInView(page), { message: list }).toBeGreaterThanOrEqual(18);
  }
});

test("nothing moves while twenty seconds of live numbers come in", async ({ pageOf }) => {
  test.setTimeout(300_000);
  const paths = ["s/shop", "s/shop/dead"];
  const pages: Page[] = [];
  for (const path of paths) {
    const page = await pageOf("ada");
    await open(page, path);
    pages.push(page);
  }
  await Promise.all(pages.map((page) => expect(page.locator("main [aria-busy=true], main .skeleton")).toHaveCount(0)));
  const rail = (page: Page) => page.getByRole("navigation", { name: "Main" });
  for (const section of ["Cron", "Metrics", "Profiles", "Locks", "Batches", "Limiters", "Failures", "Statuses"]) {
    // the fleet has begun to use all that it uses
    await Promise.all(pages.map((page) => expect(rail(page).getByRole("link", { name: section })).toBeVisible(SLOW)));
  }
  await pages[1]?.locator("tbody tr[data-row]").nth(3).hover(); // somebody works in this list: it keeps its rows
  await Promise.all(pages.map(watchShifts));
  const until = Date.now() + 20_000;
  await expect.poll(() => Date.now(), { timeout: 30_000, intervals: [1_000] }).toBeGreaterThan(until);
  for (const [index, page] of pages.entries()) expect.soft(await readShifts(page), paths[index]).toEqual([]);
});

test("each number in the rail is the total of the list that it opens", async ({ pageOf }) => {
  const redis = openRedis("wide");
  const page = await pageOf("ada");
  await open(page, "s/wide");
  const totals: [string, string, RegExp][] = [
    ["Dead", "dead", /^([\d,]+) dead/],
    ["Scheduled", "schedule", /^([\d,]+) scheduled/],
  ];
  for (const [name, key, summary] of totals) {
    const total = (await redis.zcard(key)).toLocaleString("en");
    await page
      .getByRole("navigation", { name: "Main" })
      .getByRole("link", { name: new RegExp(`^${name}`) })
      .click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
    await expect(page.getByText(summary).first()).toContainText(`${total} `);
  }
  await open(page, "s/wide");
  const numbers = page.getByLabel("Now, with the change over 15 minutes");
  await expect(numbers).toContainText((await redis.zcard("dead")).toLocaleString("en"));
  await expect(numbers).toContainText("40");
  await page
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: /^Queues/ })
    .click();
  await expect(page.getByText("40 queues · 40 jobs")).toBeVisible();
  redis.disconnect();
});

test("a key has a visible answer at once", async ({ pageOf }, info) => {
  const page = await pageOf("otto");
  await open(page, "s/wide/dead");
  await page.locator("tbody tr[data-row]").first().waitFor();
  const tookMs: number[] = [];
  for (const key of ["j", "j", "j", "x", "x", "x", "x", "k", "k", "x"]) {
    tookMs.push(await page.evaluate(answerTo, key));
  }
  const worst = Math.max(...tookMs);
  const line = `key to frame: worst ${worst.toFixed(0)} ms of ${tookMs.map((ms) => ms.toFixed(0)).join(" ")}; the goal is 100`;
  info.annotations.push({ type: "measured", description: line });
  console.log(line);
  expect(worst, line).toBeLessThan(1_500);
});

/** From a key to the frame after what it changed. */
function answerTo(key: string): Promise<number> {
  return new Promise((resolve) => {
    const startMs = performance.now();
    const seen = new MutationObserver(() => done());
    const done = () => {
      seen.disconnect();
      document.removeEventListener("focusin", done);
      requestAnimationFrame(() => resolve(performance.now() - startMs));
    };
    seen.observe(document.querySelector("main") ?? document.body, { subtree: true, attributes: true, childList: true });
    document.addEventListener("focusin", done);
    (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  });
}
