import type { Redis } from "ioredis";
import { isAppError } from "@/lib/errors/app-error";

/** No step of the model takes longer than this on a machine that moves at all. */
const QUIET_MS = 60_000;
const STALLS_IN_A_ROW = 5;

/** A step that does not come to an end is named; a slow one is waited for. */
export async function within<T>(work: Promise<T>, name: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end within ${QUIET_MS / 1_000} s: ${name()}`)), QUIET_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Runs from an empty store, and anew when the store did not answer in time: what was done then is not known, which is
 * tried elsewhere. Only what a store that answers does is judged.
 */
export async function withPatience(redis: Redis, run: () => Promise<void>): Promise<void> {
  for (let stalls = 0; ; stalls++) {
    try {
      await redis.flushall();
      await run();
      return;
    } catch (error) {
      if (!isAppError(error) || !error.code.startsWith("source_")) throw error;
      if (stalls === STALLS_IN_A_ROW) {
        throw new Error(`the store did not answer in time, ${stalls + 1} times in a row: ${error.code}`, {
          cause: error,
        });
      }
      console.warn(`the store did not answer in time (${error.code}); the run begins anew`);
      // What was sent and has not been read must not arrive in the run that follows.
      await redis.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    }
  }
}
