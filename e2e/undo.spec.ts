import { JobListPage } from "./pages/job-list-page";
import { failed, fillSet } from "./support/jobs";
import { expect, openRedis, test } from "./support/test";

test("what was deleted by keyboard comes back by u, each to its exact place", async ({ pageOf }) => {
  const redis = openRedis("undo");
  await fillSet(redis, "dead", 12, (index) =>
    failed({ class: `Story${index}Job`, args: [index, { order: "9007199254740993" }] }),
  );
  const before = await redis.zrange("dead", "0", "-1", "WITHSCORES");

  const page = await pageOf("otto");
  const dead = new JobListPage(page, "undo", "dead");
  await dead.open();
  await expect(dead.row("Story11Job")).toBeVisible();
  const shown = await dead.jobNames();

  for (const key of ["j", "j", "x", "j", "x", "j", "j", "x"]) await page.keyboard.press(key);
  await expect(dead.verb("Delete 3 selected")).toBeVisible();
  await page.keyboard.press("d");
  await expect(dead.toast("3 deleted")).toBeVisible();
  await expect.poll(() => redis.zcard("dead")).toBe(9);
  await expect(dead.row(shown[1] ?? "")).toHaveCount(0);

  await page.keyboard.press("u");
  await expect(dead.toast("3 restored")).toBeVisible();
  expect(await redis.zrange("dead", "0", "-1", "WITHSCORES")).toEqual(before);
  await expect.poll(() => dead.jobNames()).toEqual(shown);
  redis.disconnect();
});
