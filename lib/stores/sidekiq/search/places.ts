import "server-only";
import type { SearchPlace } from "@/lib/domain/search.schema";
import { pipelined } from "@/lib/redis/pipeline";
import type { SidekiqContext } from "../context";
import { tolerant } from "../queue-list";

/** What runs, the sets, then every queue Sidekiq knows, in the order of their names. */
export async function everywhere({ link, keys }: SidekiqContext): Promise<SearchPlace[]> {
  const queues = await link.read(async (redis) => {
    const [first] = await pipelined(redis, [["SSCAN", keys.queues, 0, "COUNT", 500]]);
    return tolerant(redis, keys.queues, first);
  });
  return [
    { running: true },
    { set: "retry" },
    { set: "dead" },
    { set: "scheduled" },
    ...queues.sort().map((queue) => ({ queue })),
  ];
}
