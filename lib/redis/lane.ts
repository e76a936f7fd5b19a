import "server-only";
import type { ConnectionOptions } from "node:tls";
import type { Redis, RedisOptions } from "ioredis";
import { limits } from "@/lib/config/limits";
import { AppError } from "@/lib/errors/app-error";
import { GAVE_UP, isConnectionOrReplyError, nameError } from "./errors";
import { FairRedis } from "./fair-redis";
import type { ProtocolCheck } from "./other-protocol";
import type { RedisTarget } from "./url";

/** An answer that takes longer is a frozen server; under two seconds, so that the page hears of it in time. */
const REPLY_MS = limits.commandTimeoutMs - 150;

export interface Lane {
  /** @throws AppError `source_*`; `params.sent` false when nothing reached the server. */
  use<T>(work: (redis: Redis) => Promise<T>): Promise<T>;
  close(): void;
}

/**
 * One connection. A command is sent only on a connection that has proved who it is and which DB it reads,
 * and is never kept back to be sent later nor sent again: what fails, fails now, with a name.
 */
export function createLane(
  target: RedisTarget,
  tls: ConnectionOptions | undefined,
  clientName: string,
  protocol: ProtocolCheck,
): Lane {
  const source = target.display;
  let proof: Promise<Redis> | null = null;
  let lastError: Error | undefined;
  /** Why the last attempt to connect failed: who gives up during the next one is told the same. */
  let refusal: unknown = null;
  const redis = new FairRedis(clientOptions(target, tls, clientName));
  redis.on("error", (error: Error) => {
    lastError = error;
  });
  redis.on("close", () => {
    proof = null;
  });

  const proven = (): Promise<Redis> => {
    if (!proof) {
      const attempt = prove();
      proof = attempt;
      attempt.then(
        () => {
          refusal = null;
        },
        (error: unknown) => {
          refusal = error;
          if (proof === attempt) proof = null;
        },
      );
    }
    return proof;
  };

  async function prove(): Promise<Redis> {
    if (redis.status === "wait" || redis.status === "end") redis.connect().catch(() => {});
    try {
      if (redis.status !== "ready") await connected(redis, () => lastError, source);
      await assertIdentity(redis, target, () => lastError);
    } catch (error) {
      throw await protocol.name(error);
    }
    lastError = undefined;
    return redis;
  }

  return {
    async use(work) {
      let sent = false;
      try {
        const ready = await withDeadline(
          proven(),
          () => protocol.known() ?? refusal ?? nameError(new Error("connecting timed out"), source, false),
        );
        sent = true;
        return await work(ready);
      } catch (error) {
        if (!isConnectionOrReplyError(error)) throw error;
        const named = at(source, nameError(error, source, sent, lastError));
        if (named.code === "source_frozen" && redis.status === "ready") {
          lastError = GAVE_UP;
          redis.disconnect(true);
        }
        throw named;
      }
    },
    close() {
      redis.disconnect();
    },
  };
}

/** A refused command among the replies of a pipeline does not know yet where it was refused. */
function at(source: string, error: AppError): AppError {
  if (error.params.source !== "") return error;
  return new AppError(error.code, { ...error.params, source }, { cause: error.cause });
}

function clientOptions(target: RedisTarget, tls: ConnectionOptions | undefined, clientName: string) {
  return {
    ...target.socket,
    ...(tls ? { tls } : {}),
    ...(target.username === null ? {} : { username: target.username }),
    ...(target.password === null ? {} : { password: target.password }),
    db: target.db,
    // RESP2 is what every server since 4.0 speaks, and prints scores as the digits that ZSCORE in Lua returns.
    protocol: 2,
    replyMapping: "legacy",
    connectionName: clientName,
    disableClientInfo: true,
    lazyConnect: true,
    enableReadyCheck: false,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    connectTimeout: limits.connectTimeoutMs,
    commandTimeout: REPLY_MS,
    disconnectTimeout: 100,
    retryStrategy: (attempt: number) => Math.min(50 * 2 ** Math.min(attempt, 5), 1_000),
  } satisfies RedisOptions & { replyMapping: "legacy" };
}

/** Resolves when ioredis says ready; rejects with the next failed attempt. */
function connected(redis: Redis, lastError: () => Error | undefined, source: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      redis.off("ready", onReady);
      redis.off("close", onClose);
      redis.off("end", onClose);
    };
    const onReady = () => {
      stop();
      resolve();
    };
    const onClose = () => {
      stop();
      reject(nameError(lastError() ?? new Error("Connection is closed."), source, false));
    };
    redis.on("ready", onReady);
    redis.on("close", onClose);
    redis.on("end", onClose);
  });
}

/** The library only warns when AUTH or SELECT fail; reading the wrong DB as the wrong user must be an error. */
async function assertIdentity(redis: Redis, target: RedisTarget, lastError: () => Error | undefined): Promise<void> {
  try {
    await redis.select(target.db);
  } catch (error) {
    const withoutRight = error instanceof Error && error.message.startsWith("NOPERM");
    if (!withoutRight || target.db !== 0) throw nameError(error, target.display, false, lastError());
  }
  if (target.username === null) return;
  const who = await redis.call("ACL", "WHOAMI").catch((error: unknown) => {
    if (error instanceof Error && error.name === "ReplyError") return null;
    throw error;
  });
  if (who !== null && who !== target.username) {
    throw new AppError("source_auth_failed", {
      source: target.display,
      sent: false,
      reply: null,
      detail: `signed in as ${String(who)}`,
    });
  }
}

async function withDeadline<T>(promise: Promise<T>, late: () => unknown): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), limits.commandTimeoutMs - 100);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
