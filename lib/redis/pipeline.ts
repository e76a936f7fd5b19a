import "server-only";
import type { Redis } from "ioredis";
import type { AppError } from "@/lib/errors/app-error";
import { DOWN_CODES, nameError, replyWord } from "./errors";

export type Command = readonly [name: string, ...args: (string | number | Buffer)[]];
/** What Redis answers, with bulk strings as Buffers; the error reply of one command stands in its own place. */
export type Reply = Buffer | number | null | AppError | Reply[];

/** Commands in one round trip, so that other clients are served in between. */
const SLICE = 100;

/**
 * Sends commands in slices of 100, each a round trip. @throws AppError when the connection or the server as a
 * whole fails; a refused command (wrong type, missing right) is an AppError among the replies.
 */
export async function pipelined(redis: Redis, commands: readonly Command[]): Promise<Reply[]> {
  const replies: Reply[] = [];
  for (let from = 0; from < commands.length; from += SLICE) {
    const pipeline = redis.pipeline();
    for (const [name, ...args] of commands.slice(from, from + SLICE)) pipeline.callBuffer(name, ...args);
    for (const [error, reply] of (await pipeline.exec()) ?? []) {
      replies.push(error ? ownProblem(error) : (reply as Reply));
    }
  }
  return replies;
}

/** What the server says of one command. @throws that error when it is said of the server or the connection */
export function ownProblem(error: Error): AppError {
  if (error.name !== "ReplyError") throw error;
  const named = nameError(error, "", false);
  if (DOWN_CODES.has(named.code) && !isOwn(named)) throw error;
  return named;
}

const isOwn = (error: AppError) => error.code === "source_misconfigured" && replyWord(error) !== null;
