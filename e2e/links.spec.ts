import { JobListPage } from "./pages/job-list-page";
import { failed, fillSet, makeJid } from "./support/jobs";
import { DATABASES } from "./support/people";
import { expect, openRedis, test } from "./support/test";

const [HOME] = Object.keys(DATABASES);
const JID = makeJid();
const TWINS: [string, string][] = [
  ["morgue", "dead"],
  ["retries", "retries"],
  ["scheduled", "scheduled"],
  ["queues", "queues"],
  ["busy", "busy"],
  ["cron", "cron"],
  ["morgue?substr=tenant", "dead?q=tenant"],
  ["queues/imports", "queues/imports"],
  ["queues/my%20queue", "queues/~bXkgcXVldWU"],
  [`morgue/1700000000.1234567-${JID}`, `jobs/${JID}`],
  [`retries/1700000000.5-${JID}`, `jobs/${JID}`],
  [`scheduled/1700000000-${JID}`, `jobs/${JID}`],
];

test("old addresses of Sidekiq Web lead to their twins", async ({ pageOf, baseURL }) => {
  const page = await pageOf("vera");
  for (const [old, twin] of TWINS) {
    await page.goto(old);
    const wanted = `${baseURL}s/${HOME}${twin === "" ? "" : `/${twin}`}`;
    await expect(page, old).toHaveURL(wanted);
    await expect(page.getByRole("heading", { level: 1 }), old).toBeVisible();
  }
  const stats = await page.request.get("stats");
  expect(await stats.json()).toMatchObject({ sidekiq: { dead: expect.any(Number) } });
  const queues = await page.request.get("stats/queues");
  expect(Object.keys(await queues.json())).toContain("imports");
});

test("an address holds the whole view: filter, order, drawer, sorting, grouping", async ({ pageOf }) => {
  const redis = openRedis("wide");
  await fillSet(redis, "retry", 8, (index) => failed({ class: `Linked${index}Job`, args: [`linked ${index % 2}`] }));
  redis.disconnect();
  const page = await pageOf("otto");
  const list = new JobListPage(page, "wide", "retries");
  await list.open();
  await list.filter.fill('"linked 1"');
  await expect.poll(async () => (await list.jobNames()).length).toBe(4);
  await page.getByRole("combobox", { name: "Order" }).selectOption({ label: "Latest first" });
  await expect(page).toHaveURL(/order=backward/);
  await expect.poll(async () => (await list.jobNames())[0]).toBe("Linked7Job");
  const names = await list.jobNames();
  await list.row("Linked5Job").getByText("StoryError").click();
  const drawer = page.getByRole("dialog").filter({ hasText: "Linked5Job" });
  await expect(drawer).toBeVisible();
  const address = page.url();
  await page.reload();
  expect(page.url()).toBe(address);
  await expect(drawer).toBeVisible();
  await expect(list.filter).toHaveValue('"linked 1"');
  await expect.poll(() => list.jobNames()).toEqual(names);

  await page.goto("s/shop/queues?sort=name&desc=false&q=im");
  await expect(page.getByRole("columnheader", { name: "Queue" })).toHaveAttribute("aria-sort", "ascending");
  await expect(page.getByRole("row").filter({ hasText: "imports" })).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "critical" })).toHaveCount(0);
  await page.goto("s/shop/busy?group=tag");
  await expect(page.getByRole("heading", { name: "hooks", exact: true })).toBeVisible();
});
