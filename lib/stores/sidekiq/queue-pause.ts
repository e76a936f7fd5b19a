import "server-only";
import type { SidekiqContext } from "./context";

/** `paused` is Sidekiq Pro's set of bare names, and all of Pro that we write; workers of the free edition ignore it. */
export async function pauseQueue({ link, keys }: SidekiqContext, queue: string): Promise<void> {
  await link.write((redis) => redis.sadd(keys.paused, queue));
}

export async function resumeQueue({ link, keys }: SidekiqContext, queue: string): Promise<void> {
  await link.write((redis) => redis.srem(keys.paused, queue));
}
