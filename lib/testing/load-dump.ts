import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Redis } from "ioredis";

/** A store of `test/golden`, as a real Sidekiq of that version left it. */
export type Golden =
  | "sidekiq-5.2"
  | "sidekiq-6.5"
  | "sidekiq-7.3"
  | "sidekiq-7.3-queued"
  | "sidekiq-8.1"
  | "sidekiq-8.1-queued";

type Text = string | { base64: string };
interface DumpedKey {
  key: string;
  type: "string" | "list" | "set" | "hash" | "zset";
  value: Text | Text[] | [Text, Text][];
}

/** Writes every key of the dump; keys that had a time to live keep none, so that the store stays as it was. */
export async function loadGolden(redis: Redis, name: Golden, prefix = ""): Promise<void> {
  const file = fileURLToPath(new URL(`../../test/golden/${name}.jsonl`, import.meta.url));
  for (const line of readFileSync(file, "utf8").split("\n").filter(Boolean)) {
    await loadKey(redis, JSON.parse(line), prefix);
  }
}

async function loadKey(redis: Redis, dumped: DumpedKey, prefix: string): Promise<void> {
  const key = prefix + dumped.key;
  const { type, value } = dumped;
  if (!Array.isArray(value)) {
    await redis.set(key, bytes(value));
    return;
  }
  const flat = value.flat().map((part) => bytes(part));
  if (flat.length === 0) return;
  if (type === "list") await redis.rpush(key, ...flat);
  else if (type === "set") await redis.sadd(key, ...flat);
  else if (type === "hash") await redis.call("HSET", key, ...flat);
  else if (type === "zset") {
    for (let i = 0; i < flat.length; i += 2) await redis.call("ZADD", key, flat[i + 1] ?? "", flat[i] ?? "");
  }
}

const bytes = (text: Text) =>
  typeof text === "string" ? Buffer.from(text, "utf8") : Buffer.from(text.base64, "base64");
