import "server-only";
import { createHash } from "node:crypto";
import type { Redis } from "ioredis";
import type { SourceConfig } from "@/lib/config/source-config";
import type { SourceHealth } from "@/lib/domain/source.schema";
import { type AppError, isAppError } from "@/lib/errors/app-error";
import { version } from "@/package.json";
import { replyWord } from "./errors";
import { createHealth, type LaneName } from "./health";
import { createLane, type Lane } from "./lane";
import type { RedisLink, Script } from "./link";
import { createProtocolCheck } from "./other-protocol";
import { createScanLane } from "./scan-lane";
import { parseRedisUrl, tlsOptions } from "./url";

export interface LinkOptions {
  readonly url: string;
  readonly tls?: SourceConfig["tls"];
  /** Hears of every change of state, for the log. */
  readonly onHealth?: (health: SourceHealth) => void;
}

/** While a lane does not answer it is asked again this often; a healthy link asks nothing of its own accord. */
const RETRY_EVERY_MS = 1_000;

/** Opens nothing until it is used and never throws: a wrong URL is the error of every call and of `health()`. */
export function openRedisLink(options: LinkOptions): RedisLink {
  const health = createHealth((state) => options.onHealth?.(state));
  let target: ReturnType<typeof parseRedisUrl>;
  let tls: ReturnType<typeof tlsOptions>;
  try {
    target = parseRedisUrl(options.url);
    tls = tlsOptions(target, options.tls ?? null);
  } catch (error) {
    if (!isAppError(error)) throw error;
    health.failed("read", error);
    return brokenLink(error, () => health.current());
  }

  const protocol = createProtocolCheck(target);
  const lanes: Record<LaneName, Lane> = {
    read: createLane(target, tls, `signalbox:${version}:read`, protocol),
    write: createLane(target, tls, `signalbox:${version}:write`, protocol),
    bulk: createLane(target, tls, `signalbox:${version}:bulk`, protocol),
  };
  const scans = createScanLane(target, tls, `signalbox:${version}:scan`, protocol);
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  const use = <T>(name: LaneName, work: (redis: Redis) => Promise<T>) => watched(name, () => lanes[name].use(work));
  const watched = async <T>(name: LaneName, work: () => Promise<T>): Promise<T> => {
    try {
      const result = await work();
      health.ok(name);
      return result;
    } catch (error) {
      if (isAppError(error) && concernsServer(error)) {
        health.failed(name, error);
        askAgainLater();
      }
      throw error;
    }
  };
  const askAgainLater = () => {
    if (retry || closed || health.silent().length === 0) return;
    retry = setTimeout(async () => {
      await Promise.allSettled(health.silent().map((name) => use(name, (redis) => redis.ping())));
      retry = undefined;
      askAgainLater();
    }, RETRY_EVERY_MS);
    retry.unref();
  };

  return {
    read: (work) => use("read", work),
    write: (work) => use("write", work),
    bulk: (work) => use("bulk", work),
    // What it meets, the bulk connection meets as well, and is asked again until it no longer does.
    scan: (commands) => watched("bulk", () => scans.ask(commands)),
    run: (script, keys, args, lane = "write") =>
      use(lane, async (redis) => {
        const rest = [keys.length, ...keys, ...args];
        try {
          return await redis.callBuffer("EVALSHA", shaOf(script), ...rest);
        } catch (error) {
          if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
          return redis.callBuffer("EVAL", script.lua, ...rest);
        }
      }),
    health: () => health.current(),
    address: { url: target.display, db: target.db, user: target.username },
    async close() {
      closed = true;
      clearTimeout(retry);
      for (const lane of Object.values(lanes)) lane.close();
      scans.close();
    },
  };
}

/** A wrong key type or a mistaken argument is an error of one call, not a state of the server; a DB it does not have is. */
function concernsServer(error: AppError): boolean {
  if (!error.code.startsWith("source_")) return false;
  if (String(error.params.detail).includes("DB index is out of range")) return true;
  return !(error.code === "source_misconfigured" && replyWord(error) !== null && replyWord(error) !== "MISCONF");
}

const shas = new WeakMap<Script, string>();
function shaOf(script: Script): string {
  const known = shas.get(script);
  if (known) return known;
  const sha = createHash("sha1").update(script.lua).digest("hex");
  shas.set(script, sha);
  return sha;
}

function brokenLink(error: AppError, health: () => SourceHealth): RedisLink {
  const refuse = () => Promise.reject(error);
  return {
    read: refuse,
    write: refuse,
    bulk: refuse,
    scan: refuse,
    run: refuse,
    health,
    address: { url: "", db: 0, user: null },
    close: async () => {},
  };
}
