import { Redis } from "ioredis";

/** Sidekiq 7's own script: takes the first due entry out of the set. The push is a step of its own, as in Ruby. */
const ZPOPBYSCORE = `
local jobs = redis.call("zrange", KEYS[1], "-inf", ARGV[1], "byscore", "limit", 0, 1)
if jobs[1] then
  redis.call("zrem", KEYS[1], jobs[1])
  return jobs[1]
end
`;

export interface Rivals {
  /** Payloads the workers took, in the order they came. */
  readonly executed: Buffer[];
  /** Entries the poller pushed. */
  readonly polled: number;
  /** Graceful: nobody holds a job afterwards. */
  stop(): Promise<void>;
}

/**
 * A Sidekiq poller and workers at work on the same store, small and faithful: the poller pops a due entry and pushes
 * it with a fresh `enqueued_at`, the workers take from the queues with BRPOP.
 */
export function startRivals(port: number, sets: readonly string[], queues: readonly string[], workers: number): Rivals {
  const executed: Buffer[] = [];
  const state = { polled: 0, stopping: false };
  const open = () => new Redis({ host: "127.0.0.1", port, replyMapping: "legacy" });

  async function poll(): Promise<void> {
    const redis = open();
    while (!state.stopping) {
      let found = false;
      for (const set of sets) {
        const bytes = await redis.callBuffer("EVAL", ZPOPBYSCORE, 1, set, "+inf");
        if (!Buffer.isBuffer(bytes)) continue;
        found = true;
        await push(redis, bytes);
        state.polled++;
      }
      if (!found) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    redis.disconnect();
  }
  async function work(): Promise<void> {
    const redis = open();
    while (!state.stopping) {
      const taken = await redis.brpopBuffer(...queues.map((name) => `queue:${name}`), 0.1);
      if (taken) executed.push(taken[1]);
    }
    redis.disconnect();
  }

  const running = [poll(), ...Array.from({ length: workers }, work)];
  return {
    executed,
    get polled() {
      return state.polled;
    },
    async stop() {
      state.stopping = true;
      await Promise.all(running);
    },
  };
}

async function push(redis: Redis, bytes: Buffer): Promise<void> {
  const text = bytes.toString("latin1");
  const stamp = `"enqueued_at":${Date.now() / 1000}`;
  const fresh = text.includes('"created_at":1795355549.1179667,"enqueued_at"')
    ? text.replace(/(?<="created_at":1795355549\.1179667,)"enqueued_at":[\d.]+/, stamp)
    : text.replace(/\}$/, `,${stamp}}`);
  const queue: unknown = JSON.parse(bytes.toString()).queue;
  await redis.sadd("queues", String(queue));
  await redis.lpush(`queue:${String(queue)}`, Buffer.from(fresh, "latin1"));
}
