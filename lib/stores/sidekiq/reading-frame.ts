import "server-only";
import type { Redis } from "ioredis";
import { limits } from "@/lib/config/limits";
import { isAppError } from "@/lib/errors/app-error";
import type { RedisLink } from "@/lib/redis/link";
import { type Command, pipelined, type Reply } from "@/lib/redis/pipeline";
import type { SidekiqContext } from "./context";
import { type InfoFields, parseInfo } from "./info";
import { clockMs, TIME } from "./page";
import { tolerant } from "./queue-list";

/** What of a store changes seldom: which queues there are, the processes (they report every 10 s), the server itself. */
export interface Frame {
  readonly queues: readonly string[];
  readonly paused: ReadonlySet<string>;
  readonly identities: readonly string[];
  readonly heartbeats: readonly Reply[];
  readonly leader: Reply | undefined;
  readonly superProcesses: Reply | undefined;
  readonly info: InfoFields | null;
  readonly save: Reply | undefined;
  readonly roundTripMs: number;
  /** The server's clock, and ours (`performance.now()`) at that moment. */
  readonly nowMs: number;
  readonly readAtMs: number;
  /** On `performance.now()`. */
  readonly untilMs: number;
  readonly saveUntilMs: number;
}

/** Which snapshots Redis takes changes with its configuration. */
const SAVE_EVERY_MS = 60_000;

/** A frame before the processes were asked, which needs their names. */
export type FrameHead = Omit<Frame, "heartbeats">;

/** @param before what was read last; its answer to `CONFIG GET save` holds for a minute */
export async function readFrameHead(redis: Redis, ctx: SidekiqContext, before: Frame | null): Promise<FrameHead> {
  const { keys, link } = ctx;
  const readAtMs = performance.now();
  const knowsSave = before !== null && before.saveUntilMs > readAtMs;
  const [names, identities, paused, leader, time, superProcesses, info, save] = await pipelined(redis, [
    ["SSCAN", keys.queues, 0, "COUNT", 500],
    ["SSCAN", keys.processes, 0, "COUNT", 500],
    ["SSCAN", keys.paused, 0, "COUNT", 500],
    ["GET", keys.leader],
    TIME,
    ["EXISTS", keys.any("super_processes")],
    ...askedOf(link, knowsSave),
  ]);
  const roundTripMs = Math.round((performance.now() - readAtMs) * 100) / 100;
  rememberRefusals(link, info, save);
  const live = await tolerant(redis, keys.processes, identities);
  return {
    queues: await tolerant(redis, keys.queues, names),
    paused: new Set(await tolerant(redis, keys.paused, paused)),
    identities: live,
    leader,
    superProcesses,
    info: parseInfo(info),
    save: knowsSave ? before.save : save,
    roundTripMs,
    nowMs: clockMs(time),
    readAtMs,
    untilMs: readAtMs + limits.frameEveryMs,
    saveUntilMs: knowsSave ? before.saveUntilMs : readAtMs + SAVE_EVERY_MS,
  };
}

/** A command the server refused is not asked again for a while: each refusal is an entry in its ACL log. */
const refusedUntilMs = new WeakMap<RedisLink, { info: number; save: number }>();
const ASK_AGAIN_MS = 300_000;

function askedOf(link: RedisLink, knowsSave: boolean): Command[] {
  const until = refusedUntilMs.get(link) ?? { info: 0, save: 0 };
  const now = Date.now();
  const save: Command[] = knowsSave || until.save > now ? [] : [["CONFIG", "GET", "save"]];
  return [until.info > now ? ["EXISTS", "signalbox:nothing"] : ["INFO"], ...save];
}

function rememberRefusals(link: RedisLink, info: Reply | undefined, save: Reply | undefined): void {
  if (!isAppError(info) && !isAppError(save)) return;
  const now = Date.now();
  const known = refusedUntilMs.get(link) ?? { info: 0, save: 0 };
  refusedUntilMs.set(link, {
    info: isAppError(info) ? now + ASK_AGAIN_MS : known.info,
    save: isAppError(save) ? now + ASK_AGAIN_MS : known.save,
  });
}
