import "server-only";
import type { Script } from "@/lib/redis/link";

/**
 * KEYS: record, index, active index, selection.
 * ARGV: id, created ms, TTL ms, most active, refs of a selection or '', then fields and values of the record.
 */
export const createScript: Script = {
  name: "operation-create",
  lua: `
if redis.call('EXISTS', KEYS[1]) == 1 then return 'exists' end
if redis.call('ZCARD', KEYS[3]) >= tonumber(ARGV[4]) then return 'too_many' end
redis.call('HSET', KEYS[1], unpack(ARGV, 6))
if ARGV[5] ~= '' then redis.call('SET', KEYS[4], ARGV[5], 'PX', ARGV[3]) end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
for i = 2, 3 do
  redis.call('ZADD', KEYS[i], ARGV[2], ARGV[1])
  redis.call('PEXPIRE', KEYS[i], ARGV[3])
end
return 'created'
`,
};
