import "server-only";
import type { Redis } from "ioredis";
import { limits } from "@/lib/config/limits";
import type { CronEntry } from "@/lib/domain/cron.schema";
import { pipelined } from "@/lib/redis/pipeline";
import type { SidekiqContext } from "../context";
import { setMembers } from "../work";
import { shownArgs, versionOf } from "./shared";

/**
 * Periodic jobs of Sidekiq Enterprise, read alone. Its format is not public: the set `periodic` and the hashes
 * `loops:LID` are hearsay, so what is not found there is not shown.
 */
const SET = "periodic";
const FIELDS = ["klass", "class", "schedule", "queue", "args", "options", "tz", "paused"] as const;

export async function readPeriodic(redis: Redis, { keys }: SidekiqContext): Promise<CronEntry[]> {
  const lids = (await setMembers(redis, keys.any(SET)).catch(() => [])).slice(0, limits.cronEntries);
  const hashes = await pipelined(
    redis,
    lids.map((lid) => ["HMGET", keys.any(`loops:${lid}`), ...FIELDS] as const),
  );
  return lids.flatMap((lid, index) => {
    const hash = hashes[index];
    const values = Array.isArray(hash)
      ? hash.map((value) => (Buffer.isBuffer(value) ? value.toString("utf8") : ""))
      : [];
    const [klass = "", className = "", schedule = "", queue = "", args = "", options = "", tz = "", paused = ""] =
      values;
    const name = klass || className;
    if (name === "" && schedule === "") return [];
    return {
      id: `e:${lid}`,
      scheduler: "enterprise" as const,
      namespace: null,
      name: lid,
      class: name || null,
      queue: queue || null,
      ...shownArgs(args || "[]"),
      schedule: schedule === "" ? null : { kind: "cron" as const, text: tz === "" ? schedule : `${schedule} ${tz}` },
      description: options || null,
      activeJob: false,
      dateAsArgument: false,
      retry: null,
      declared: "code" as const,
      enabled: paused !== "1" && paused !== "true",
      problem: schedule === "" ? ("no_schedule" as const) : null,
      lastRunMs: null,
      nextRunMs: null,
      runs: [],
      watchedSinceMs: null,
      version: versionOf(values),
      runToken: "",
    };
  });
}
