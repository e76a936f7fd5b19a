import type { Page } from "@playwright/test";
import type { FleetProcess } from "@/demo/fleet/process";
import { JobError } from "@/demo/fleet/process";
import { failed, fillSet, makeJid, startProcess } from "./support/jobs";
import { expect, openRedis, redisUrl, test } from "./support/test";

test.describe.configure({ mode: "default" });

test.describe("after a retry the job's page follows it", () => {
  let worker: FleetProcess;
  const ends = new Map<string, (outcome: "done" | "failed") => void>();
  const jids = { LeavesJob: makeJid(), FailsJob: makeJid() };

  test.beforeAll(async () => {
    const redis = openRedis("follow");
    const names = Object.keys(jids) as (keyof typeof jids)[];
    await fillSet(redis, "dead", 2, (index) => {
      const name = names[index] ?? "LeavesJob";
      return failed({ class: name, jid: jids[name] });
    });
    redis.disconnect();
    worker = await startProcess({
      redisUrl: redisUrl("follow"),
      hostname: "follower",
      queues: { default: 0 },
      perform: async (job) => {
        const outcome = await new Promise<"done" | "failed">((resolve) => ends.set(job.class, resolve));
        if (outcome === "failed") throw new JobError("StoryError", "it broke again");
      },
    });
  });
  test.afterAll(async () => {
    for (const end of ends.values()) end("done");
    await worker.stop();
  });

  const retryFromItsPage = async (page: Page, name: keyof typeof jids) => {
    await page.goto(`s/follow/jobs/${jids[name]}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
    await expect(page.getByText(/^Dead for .+ after 1 failed attempt/)).toBeVisible();
    await page.getByRole("button", { name: "Retry" }).click();
    await expect(page.getByText("1 queued in default")).toBeVisible();
    await page.getByRole("region", { name: "Notifications" }).getByRole("link", { name: "follow" }).click();
    await expect(page).toHaveURL(new RegExp(`/s/follow/jobs/${jids[name]}$`));
    await expect(page.getByText(/^Running for .+ in default/)).toBeVisible({ timeout: 20_000 });
  };

  test("until it has left without a failure seen", async ({ pageOf }) => {
    const page = await pageOf("otto");
    await retryFromItsPage(page, "LeavesJob");
    ends.get("LeavesJob")?.("done");
    await expect(page.getByText("Left the store; no failure seen")).toBeVisible({ timeout: 20_000 });
    await expect(page.getByText("Seen from this page")).toContainText(/dead.+running/);
    await expect(page.getByText(/succeeded|success/i)).toHaveCount(0);
  });

  test("until it failed again", async ({ pageOf }) => {
    const page = await pageOf("otto");
    await retryFromItsPage(page, "FailsJob");
    ends.get("FailsJob")?.("failed");
    await expect(page.getByText("failed again")).toBeVisible({ timeout: 20_000 });
    await expect(page.getByText(/^Retry \d+ of \d+, due/)).toBeVisible();
    await expect(page.getByText("it broke again").first()).toBeVisible();
  });
});
