import "server-only";
import type { Redis } from "ioredis";
import { limits } from "@/lib/config/limits";
import { type Command, pipelined, type Reply } from "@/lib/redis/pipeline";
import { scanReply } from "../work";

export interface HashRead {
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** False when the key has another type, or more fields than are read. */
  readonly complete: boolean;
}

const NONE: HashRead = { fields: [], complete: true };
const UNREADABLE: HashRead = { fields: [], complete: false };

/** Hashes by key, in two round trips as long as none of them is huge. A missing one is empty. */
export async function readHashes(redis: Redis, keys: readonly string[]): Promise<HashRead[]> {
  const lengths = await pipelined(
    redis,
    keys.map((key): Command => ["HLEN", key]),
  );
  const whole = keys.filter((_, index) => isWithin(lengths[index], 1, limits.metricsFieldsAtOnce));
  const replies = await pipelined(
    redis,
    whole.map((key): Command => ["HGETALL", key]),
  );
  const found = new Map(whole.map((key, index) => [key, toRead(replies[index])]));
  const reads: HashRead[] = [];
  for (const [index, key] of keys.entries()) {
    const length = lengths[index];
    if (typeof length !== "number") reads.push(UNREADABLE);
    else reads.push(length > limits.metricsFieldsAtOnce ? await scanned(redis, key) : (found.get(key) ?? NONE));
  }
  return reads;
}

const isWithin = (reply: Reply | undefined, min: number, max: number) =>
  typeof reply === "number" && reply >= min && reply <= max;

async function scanned(redis: Redis, key: string): Promise<HashRead> {
  const fields = new Map<string, string>();
  let cursor = "0";
  do {
    const [reply] = await pipelined(redis, [["HSCAN", key, cursor, "COUNT", 500]]);
    if (!Array.isArray(reply)) return UNREADABLE;
    const [next, parts] = scanReply(reply);
    for (const [name, value] of pairs(parts)) fields.set(name, value);
    cursor = next;
  } while (cursor !== "0" && fields.size < limits.metricsFields);
  return { fields: [...fields], complete: cursor === "0" };
}

function toRead(reply: Reply | undefined): HashRead {
  return Array.isArray(reply) ? { fields: pairs(reply), complete: true } : UNREADABLE;
}

function pairs(parts: readonly Reply[]): [string, string][] {
  const found: [string, string][] = [];
  for (let index = 0; index + 1 < parts.length; index += 2) {
    const [name, value] = [parts[index], parts[index + 1]];
    if (Buffer.isBuffer(name) && Buffer.isBuffer(value)) found.push([name.toString("utf8"), value.toString("utf8")]);
  }
  return found;
}
