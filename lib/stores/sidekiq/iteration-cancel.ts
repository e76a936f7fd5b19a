import "server-only";
import type { IterationCancelResult } from "@/lib/domain/iteration.schema";
import type { Script } from "@/lib/redis/link";
import type { Iterations, JobReader } from "@/lib/stores/port";
import type { SidekiqContext } from "./context";

/**
 * What `cancel!` of 7.3.10 and 8.1.7 writes (`job/iterable.rb`), but only beside a state that a worker has
 * written: alone, the field makes the worker fail at the next start (it parses a cursor that is not there), and
 * for any other job it would lie about for a month. The state keeps the time to live it has.
 */
const cancelIteration: Script = {
  name: "cancel-iteration",
  lua: `
-- KEYS: it-JID   ARGV: time to live of a state that has none, seconds
-- Reply: 1 asked, 2 asked before, 0 no state
if redis.call('HEXISTS', KEYS[1], 'ex') == 0 then return 0 end
local asked = redis.call('HSETNX', KEYS[1], 'cancelled', redis.call('TIME')[1])
if redis.call('TTL', KEYS[1]) < 0 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return asked == 1 and 1 or 2
`,
};
const STATE_TTL_SEC = 30 * 86_400;
const STATUSES: readonly IterationCancelResult["status"][] = ["not_iterable", "asked", "already"];

export function createIterations({ link, keys }: SidekiqContext, reader: JobReader): Iterations {
  return {
    async cancel(ref) {
      const entry = await reader.entry(ref);
      if (entry === null) return "gone";
      if (entry.jid === null) return "not_iterable";
      const reply = await link.run(cancelIteration, [keys.iteration(entry.jid)], [STATE_TTL_SEC]);
      return STATUSES[Number(reply)] ?? "not_iterable";
    },
  };
}
