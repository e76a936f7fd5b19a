import "server-only";
import type { Redis } from "ioredis";
import { isAppError } from "@/lib/errors/app-error";
import { type Command, pipelined } from "@/lib/redis/pipeline";
import type { StoreAbout } from "@/lib/stores/port";
import type { SidekiqContext } from "./context";
import { readStore } from "./reading";

/** A command we send, with arguments of its real shape, and the feature that needs it. */
const NEEDED: readonly { args: (ctx: SidekiqContext) => readonly string[]; turnsOff: string }[] = [
  { args: () => ["INFO"], turnsOff: "server_facts" },
  { args: () => ["CONFIG", "GET", "save"], turnsOff: "persistence_facts" },
  { args: () => ["TIME"], turnsOff: "server_clock" },
  { args: () => ["SCAN", "0"], turnsOff: "queue_discovery" },
  { args: ({ keys }) => ["ZRANGE", keys.set("retry"), "0", "0"], turnsOff: "reader" },
  { args: ({ keys }) => ["ZSCAN", keys.set("retry"), "0"], turnsOff: "find" },
  { args: ({ keys }) => ["LRANGE", keys.queue("default"), "0", "0"], turnsOff: "reader" },
  { args: ({ keys }) => ["HSCAN", keys.work("x"), "0"], turnsOff: "running_jobs" },
  { args: ({ keys }) => ["HLEN", keys.any("j|260101|0:00")], turnsOff: "metrics" },
  { args: ({ keys }) => ["HGETALL", keys.any("j|260101|0:00")], turnsOff: "metrics" },
  { args: ({ keys }) => ["GETRANGE", keys.any("h|X-1-0:0"), "0", "1"], turnsOff: "metrics" },
  { args: () => ["EVALSHA", "0".repeat(40), "0"], turnsOff: "writer" },
  { args: () => ["EVAL", "return 1", "0"], turnsOff: "writer" },
  { args: ({ keys }) => ["ZADD", keys.set("retry"), "1", "x"], turnsOff: "writer" },
  { args: ({ keys }) => ["ZREM", keys.set("retry"), "x"], turnsOff: "writer" },
  { args: ({ keys }) => ["LPUSH", keys.queue("default"), "x"], turnsOff: "writer" },
  { args: ({ keys }) => ["RPUSH", keys.queue("default"), "x"], turnsOff: "writer" },
  { args: ({ keys }) => ["LREM", keys.queue("default"), "1", "x"], turnsOff: "writer" },
  { args: ({ keys }) => ["SADD", keys.queues, "x"], turnsOff: "writer" },
  { args: ({ keys }) => ["SREM", keys.queues, "x"], turnsOff: "queue_delete" },
  { args: ({ keys }) => ["RENAME", keys.queue("default"), keys.queue("x")], turnsOff: "queue_clear" },
  { args: ({ keys }) => ["SISMEMBER", keys.processes, "x"], turnsOff: "signals" },
  { args: () => ["MULTI"], turnsOff: "signals" },
  { args: () => ["EXEC"], turnsOff: "signals" },
  { args: ({ keys }) => ["LPUSH", keys.signals("x"), "TSTP"], turnsOff: "signals" },
  { args: ({ keys }) => ["EXPIRE", keys.signals("x"), "60"], turnsOff: "signals" },
];

/** What the server says of itself, and which of our commands it refuses. */
export async function readAbout(ctx: SidekiqContext): Promise<StoreAbout> {
  const { info, warnings, foundElsewhere } = await readStore(ctx);
  const missingRights = await ctx.link.read((redis) => missing(redis, ctx));
  return {
    info,
    warnings: missingRights.length === 0 ? warnings : [...warnings, missingRightsWarning(missingRights)],
    foundElsewhere,
    missingRights,
  };
}

/** Asks `ACL DRYRUN` (7.0 and later); where that is unknown or refused, only whether scripts may run is tried. */
async function missing(redis: Redis, ctx: SidekiqContext): Promise<StoreAbout["missingRights"]> {
  const user = ctx.link.address.user ?? "default";
  const [script, ...replies] = await pipelined(redis, [
    ["EVAL", "return 1", "0"],
    ...NEEDED.map(({ args }): Command => ["ACL", "DRYRUN", user, ...args(ctx)]),
  ]);
  if (isAppError(script, "source_permission_missing") && replies.every((reply) => isAppError(reply))) {
    return [{ command: "eval", turnsOff: "writer" }];
  }
  return NEEDED.flatMap(({ args, turnsOff }, index) => {
    const reply = replies[index];
    if (isAppError(reply) || !Buffer.isBuffer(reply) || reply.toString() === "OK") return [];
    const [command = "", sub] = args(ctx);
    return [
      { command: command === "CONFIG" ? `${command} ${sub ?? ""}`.toLowerCase() : command.toLowerCase(), turnsOff },
    ];
  });
}

function missingRightsWarning(rights: StoreAbout["missingRights"]) {
  const commands = [...new Set(rights.map(({ command }) => command))].join(", ");
  return { code: "missing_rights" as const, params: { commands } };
}
