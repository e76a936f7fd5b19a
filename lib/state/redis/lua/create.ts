import "server-only";
import type { Script } from "@/lib/redis/link";

/**
 * KEYS: record, index, active index.
 * ARGV: id, created ms, TTL ms, most active, then fields and values of the record.
 */
export const createScript: Script = {
  name: "operation-create",
  lua: `
if redis.call('EXISTS', KEYS[1]) == 1 then return 'exists' end
if redis.call('ZCARD', KEYS[3]) >= tonumber(ARGV[4]) then return 'too_many' end
redis.call('HSET', KEYS[1], unpack(ARGV, 5))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
for i = 2, 3 do
  redis.call('ZADD', KEYS[i], ARGV[2], ARGV[1])
  redis.call('PEXPIRE', KEYS[i], ARGV[3])
end
return 'created'
`,
};
