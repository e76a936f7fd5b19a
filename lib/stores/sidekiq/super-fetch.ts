import "server-only";
import type { Redis } from "ioredis";
import type { PrivateQueue } from "@/lib/domain/queue.schema";
import { type Command, pipelined } from "@/lib/redis/pipeline";
import type { SidekiqContext } from "./context";
import { privateQueuesMet } from "./key-survey";
import { tolerant } from "./queue-list";

const NAMES_MAX = 5_000;

/** `queue:sq|IDENTITY|NAME`, without the prefix of the namespace. */
interface PrivateKey {
  readonly key: string;
  readonly identity: string;
  readonly queue: string;
}

/**
 * super_fetch of Sidekiq Pro keeps the jobs a process has in hand in a list of its own (documented layout; not run:
 * Pro is closed). Found by the processes and queues that are known, and by what a walk through the keys met.
 */
export async function privateQueuesOf(
  redis: Redis,
  ctx: SidekiqContext,
  known: { queues: readonly string[]; identities: readonly string[] },
): Promise<PrivateKey[]> {
  const { keys } = ctx;
  const [listed] = await pipelined(redis, [["SSCAN", keys.any("super_processes"), 0, "COUNT", 500]]);
  const owners = new Set([...(await tolerant(redis, keys.any("super_processes"), listed)), ...known.identities]);
  const guessed = [...owners].flatMap((identity) => known.queues.map((queue) => `queue:sq|${identity}|${queue}`));
  const names = [...new Set([...privateQueuesMet(ctx), ...guessed.slice(0, NAMES_MAX)])];
  const replies = await pipelined(
    redis,
    names.map((name): Command => ["LLEN", keys.any(name)]),
  );
  return names
    .filter((_, index) => typeof replies[index] === "number" && replies[index] !== 0)
    .map(parsePrivate)
    .filter((parsed) => parsed !== null);
}

/** The identity may hold `|` as little as the queue's name; of anything else the whole stands as the identity. */
function parsePrivate(key: string): PrivateKey | null {
  const [head, identity, ...queue] = key.split("|");
  if (head !== "queue:sq" || identity === undefined) return null;
  return { key, identity, queue: queue.join("|") };
}

/** Jobs in hand of each process; those of a process without a heartbeat wait for Pro's own recovery. */
export async function readPrivateQueues(ctx: SidekiqContext): Promise<PrivateQueue[]> {
  const { keys, link } = ctx;
  return link.read(async (redis) => {
    const [queues, processes] = await pipelined(redis, [
      ["SSCAN", keys.queues, 0, "COUNT", 500],
      ["SSCAN", keys.processes, 0, "COUNT", 500],
    ]);
    const known = {
      queues: await tolerant(redis, keys.queues, queues),
      identities: await tolerant(redis, keys.processes, processes),
    };
    const found = await privateQueuesOf(redis, ctx, known);
    const replies = await pipelined(
      redis,
      found.flatMap(({ key, identity }): Command[] => [
        ["LLEN", keys.any(key)],
        ["HEXISTS", keys.process(identity), "info"],
      ]),
    );
    return found.map(({ identity, queue }, index) => ({
      identity,
      queue,
      jobs: Number(replies[index * 2]) || 0,
      alive: replies[index * 2 + 1] === 1,
    }));
  });
}
