import type { Redis } from "ioredis";
import { editMembers } from "./members";

/** Sidekiq's own poller script: one due member at a time, taken out; the push happens after it. */
const POP_DUE = `local jobs = redis.call("zrange", KEYS[1], "-inf", ARGV[1], "byscore", "limit", 0, 1)
if jobs[1] then
  redis.call("zrem", KEYS[1], jobs[1])
  return jobs[1]
end`;

/** Pushes everything that is due in the scheduled and retry sets. @returns how many. */
export async function enqueueDue(redis: Redis): Promise<number> {
  let count = 0;
  for (const set of ["retry", "schedule"]) {
    for (;;) {
      const member = await redis.eval(POP_DUE, 1, set, String(Date.now() / 1000));
      if (typeof member !== "string") break;
      const queue = queueOf(member);
      await redis
        .pipeline()
        .sadd("queues", queue)
        .lpush(`queue:${queue}`, editMembers(member, { enqueued_at: String(Date.now()) }))
        .exec();
      count += 1;
    }
  }
  return count;
}

function queueOf(text: string): string {
  const payload: unknown = JSON.parse(text);
  return typeof payload === "object" && payload !== null && "queue" in payload ? String(payload.queue) : "default";
}
