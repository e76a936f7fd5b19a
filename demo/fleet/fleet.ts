import { randomBytes } from "node:crypto";
import { Redis } from "ioredis";
import { push } from "./client";
import { startCron } from "./cron";
import { writeHistory } from "./history";
import { JOBS, performer } from "./jobs";
import { writeDeploy } from "./metrics-history";
import { startPlugins, withPlugins } from "./plugins";
import { FleetProcess, type ProcessOptions } from "./process";
import { startProfiles } from "./profiles";
import { withRecords } from "./records";
import { startTraffic } from "./traffic";

type Plan = Pick<ProcessOptions, "hostname" | "tag" | "labels" | "concurrency" | "queues"> & { quietAfterMs?: number };

const MAIN_QUEUES = { critical: 3, default: 2, mailers: 1, low: 1 };
const PLANS: readonly Plan[] = [
  { hostname: "worker-1.shop.example", tag: "shop", concurrency: 10, queues: MAIN_QUEUES },
  { hostname: "worker-2.shop.example", tag: "shop", concurrency: 10, queues: MAIN_QUEUES },
  {
    hostname: "worker-3.shop.example",
    tag: "shop",
    concurrency: 5,
    queues: { media: 0, low: 0 },
    quietAfterMs: 45_000,
  },
  { hostname: "hooks-1.shop.example", tag: "hooks", concurrency: 5, queues: { webhooks: 0 } },
  { hostname: "imports-1.shop.example", tag: "shop", labels: ["bulk"], concurrency: 2, queues: { imports: 0 } },
  { hostname: "media-1.shop.example", tag: "media", concurrency: 4, queues: { media: 0 } },
];
const RESTART_AFTER_MS = 15_000;
const DEPLOY_EVERY_MS = 25 * 60_000;

/** The demo fleet: six processes and steady traffic on one Redis, until SIGTERM or SIGINT. */
async function main(redisUrl: string): Promise<void> {
  const redis = new Redis(redisUrl, { replyMapping: "legacy" });
  redis.on("error", () => {});
  await writeHistory(redis);
  const running = new Set<FleetProcess>();
  let ending = false;

  const launch = async (plan: Plan, pid: number): Promise<void> => {
    const perform = withRecords(redis, `${plan.hostname}:${pid}`, withPlugins(redis, performer(redis)));
    const fleetProcess = new FleetProcess({ ...plan, redisUrl, pid, perform });
    running.add(fleetProcess);
    await fleetProcess.start();
    const quiet = plan.quietAfterMs ? setTimeout(() => fleetProcess.beQuiet(), plan.quietAfterMs) : undefined;
    void fleetProcess.stopped().then(() => {
      clearTimeout(quiet);
      running.delete(fleetProcess);
      if (!ending) setTimeout(() => void launch(plan, pid + 100), RESTART_AFTER_MS);
    });
  };
  for (const [index, plan] of PLANS.entries()) await launch(plan, 4_120 + index * 17);
  const traffic = startTraffic(redis);
  const cron = await startCron(redis);
  const plugins = await startPlugins(redis);
  const profiles = await startProfiles(redis);
  await push(redis, JOBS["Backfill::OrderTotalsJob"].make());
  const deploys = setInterval(
    () => void writeDeploy(redis, Date.now(), `demo ${randomBytes(4).toString("hex")} deployed`).catch(() => {}),
    DEPLOY_EVERY_MS,
  );
  process.send?.("ready");

  const end = async () => {
    if (ending) return;
    ending = true;
    traffic.stop();
    cron.stop();
    plugins.stop();
    profiles.stop();
    clearInterval(deploys);
    await Promise.all([...running].map((fleetProcess) => fleetProcess.stop()));
    process.exit(0);
  };
  process.on("SIGTERM", () => void end());
  process.on("SIGINT", () => void end());
  process.on("disconnect", () => void end());
}

const url = process.argv[2];
if (!url) {
  console.error("usage: fleet.ts redis://HOST:PORT/DB");
  process.exit(2);
}
await main(url);
