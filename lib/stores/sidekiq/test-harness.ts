import type { Redis } from "ioredis";
import type { SourceConfig } from "@/lib/config/source-config";
import type { BreakablePlace, ContractHarness, PayloadExtra, Stored } from "@/lib/stores/contract/harness";
import type { ListRef, Store } from "@/lib/stores/port";
import type { CutProxy } from "@/lib/testing/cut-proxy";
import { sidekiqKeys } from "./keys";

const EPOCH = 1_795_355_549;
/** What re-encoding would change: 1.0, a 64-bit integer, empty containers, -0.0, escapes, a float of 17 digits. */
const ARGS = String.raw`[1.0,12345678901234567890,[],{},-0.0,"<\/script>\u00e9 é",1795355549.1179667]`;

export interface Format {
  readonly major: 7 | 8;
  readonly namespace: string | null;
}

export function config(url: string, namespace: string | null, readOnly = false): SourceConfig {
  return {
    id: "default",
    label: "Default",
    kind: "sidekiq",
    url,
    namespace,
    environment: null,
    color: "slate",
    readOnly,
    tls: null,
  };
}

/** The contract's view of a Sidekiq store that is opened through the proxy; `redis` looks past it. */
export function sidekiqHarness(store: Store, redis: Redis, proxy: CutProxy, format: Format): ContractHarness {
  const keys = sidekiqKeys(format.namespace);
  const keyOf = (list: ListRef) => ("set" in list ? keys.set(list.set) : keys.queue(list.queue));
  const brokenKey = (place: BreakablePlace) => {
    if (place === "queues") return keys.queues;
    return "digest" in place ? keys.any(`${place.digest}:LOCKED`) : keyOf(place);
  };
  return {
    store,
    reset: async () => {
      await redis.flushdb();
    },
    payload: (jid, extra = {}) => payload(format, jid, extra),
    async put(list, bytes, score = "0") {
      if ("set" in list) await redis.zadd(keys.set(list.set), score, bytes);
      else {
        await redis.sadd(keys.queues, list.queue);
        await redis.lpush(keys.queue(list.queue), bytes);
      }
    },
    async take(list, bytes) {
      if ("set" in list) await redis.zrem(keys.set(list.set), bytes);
      else await redis.lrem(keys.queue(list.queue), -1, bytes);
    },
    contents: () => contents(redis, keys.prefix),
    beforeNextWrite: (change) => proxy.before("EVALSHA", change),
    async breakPlace(place) {
      await redis.set(brokenKey(place), "not what it should be");
    },
    async mend(place) {
      await redis.del(brokenKey(place));
    },
    async fill() {
      await redis.config("SET", "maxmemory", "1");
    },
    async drain() {
      await redis.config("SET", "maxmemory", "0");
    },
    async process(identity, options = {}) {
      const version = `${format.major}.1.0`;
      const info = JSON.stringify({ hostname: "host", pid: 1, queues: ["low"], version, ...options });
      await redis.sadd(keys.processes, identity);
      await redis.hset(keys.process(identity), { info, busy: "0", beat: String(EPOCH), quiet: "false" });
    },
    async mailbox(identity) {
      const key = keys.signals(identity);
      return { signals: await redis.lrange(key, 0, -1), ttlSec: await redis.ttl(key) };
    },
    registeredQueues: () => redis.smembers(keys.queues),
    pausedQueues: () => redis.smembers(keys.paused),
    lockHolders: (digest) => redis.hkeys(keys.any(`${digest}:LOCKED`)),
    async hold(digest, jid) {
      await redis.set(keys.any(digest), jid);
      await redis.hset(keys.any(`${digest}:LOCKED`), jid, "1795355549.1");
      await redis.zadd(keys.digests, "1795355549.1", digest);
    },
  };
}

function payload({ major }: Format, jid: string, extra: PayloadExtra): Buffer {
  const time = (offset: number) => (major === 8 ? String((EPOCH + offset) * 1_000) : `${EPOCH + offset}.25`);
  const queue = extra.queue === undefined ? "low" : extra.queue;
  const members = [
    '"retry":true',
    ...(queue === null ? [] : [`"queue":${JSON.stringify(queue)}`]),
    `"args":${ARGS}`,
    '"class":"HardJob"',
    `"jid":${JSON.stringify(jid)}`,
    `"created_at":${time(0)}`,
    ...(extra.retryCount === undefined ? [] : [`"retry_count":${extra.retryCount}`, `"failed_at":${time(1)}`]),
    ...(extra.lock ? [`"lock":"${extra.lock.type}"`, `"lock_digest":"${extra.lock.digest}"`] : []),
    ...(extra.sizeBytes ? [`"blob":"${"x".repeat(extra.sizeBytes)}"`] : []),
    ...(extra.members ?? []),
  ];
  return Buffer.from(`{${members.join(",")}}`);
}

async function contents(redis: Redis, prefix: string): Promise<Stored[]> {
  const stored: Stored[] = [];
  for (const key of (await redis.keys(`${prefix}*`)).sort()) {
    const name = key.slice(prefix.length);
    const type = await redis.type(key);
    if (type === "list" && name.startsWith("queue:")) {
      const entries = await redis.lrangeBuffer(key, 0, -1);
      for (const [i, bytes] of entries.entries())
        stored.push({ place: name, score: null, fromTail: entries.length - 1 - i, bytes });
    }
    if (type === "zset" && ["schedule", "retry", "dead"].includes(name)) {
      const flat = await redis.zrangeBuffer(key, 0, "-1", "WITHSCORES");
      for (let i = 0; i + 1 < flat.length; i += 2) {
        const [bytes, score] = [flat[i], flat[i + 1]];
        const place = name === "schedule" ? "scheduled" : name;
        if (bytes && score) stored.push({ place, score: String(Number(score)), fromTail: null, bytes });
      }
    }
  }
  return stored;
}
