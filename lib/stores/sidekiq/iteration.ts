import "server-only";
import type { Redis } from "ioredis";
import type { JobDetail } from "@/lib/domain/job.schema";
import { pipelined, type Reply } from "@/lib/redis/pipeline";
import type { SidekiqContext } from "./context";
import { maskText } from "./masking";
import { secondsMs } from "./times";

export type Iteration = JobDetail["iteration"];
const CURSOR_CHARS = 500;

/** The state of an iterable job (7.3 and later), `it-JID`; null for every other job. */
export async function readIteration(redis: Redis, ctx: SidekiqContext, jid: string | null): Promise<Iteration> {
  if (jid === null) return null;
  const [reply] = await pipelined(redis, [iterationCommand(ctx, jid)]);
  return toIteration(reply);
}

export const iterationCommand = (ctx: SidekiqContext, jid: string) =>
  ["HMGET", ctx.keys.iteration(jid), "ex", "c", "rt", "cancelled"] as const;

export function toIteration(reply: Reply | undefined): Iteration {
  if (!Array.isArray(reply)) return null;
  const [executions, cursor, runtime, cancelled] = reply.map((part) =>
    Buffer.isBuffer(part) ? part.toString("utf8") : null,
  );
  if (executions === null && cancelled === null) return null;
  return {
    executions: finite(executions) ?? 0,
    cursor: cursor ? maskText(cursor.slice(0, CURSOR_CHARS)) : null,
    runtimeSec: finite(runtime),
    cancelledAtMs: secondsMs(cancelled ?? null),
  };
}

function finite(text: string | null | undefined): number | null {
  if (text === null || text === undefined || text === "") return null;
  const number = Number(text);
  return Number.isFinite(number) ? number : null;
}
