import "server-only";
import type { Script } from "@/lib/redis/link";

/**
 * Compare-and-set of the state.
 * KEYS: record, active index, frozen list, outcomes, details.
 * ARGV: id, states it may be in as ',a,b,', token ('' = anybody's), new state, '1' when that is an end,
 * field to stamp with the time or '', outcomes to make room for, TTL ms, TTL ms of the frozen list,
 * then fields and values.
 */
export const changeScript: Script = {
  name: "operation-change",
  lua: `
local record = redis.call('HMGET', KEYS[1], 'state', 'token')
if not record[1] or not string.find(ARGV[2], ',' .. record[1] .. ',', 1, true) then return 0 end
if ARGV[3] ~= '' and record[2] ~= ARGV[3] then return 0 end
local now = redis.call('TIME')
if tonumber(ARGV[7]) > 0 then redis.call('SETRANGE', KEYS[4], ARGV[7] - 1, '\\0') end
redis.call('HSET', KEYS[1], 'state', ARGV[4], unpack(ARGV, 10))
if ARGV[6] ~= '' then
  redis.call('HSET', KEYS[1], ARGV[6], string.format('%.0f', now[1] * 1000 + math.floor(now[2] / 1000)))
end
if ARGV[5] == '1' then
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('HSET', KEYS[1], 'token', '', 'runner', '', 'leaseUntilMs', '0')
end
redis.call('PEXPIRE', KEYS[1], ARGV[8])
redis.call('PEXPIRE', KEYS[4], ARGV[8])
redis.call('PEXPIRE', KEYS[3], ARGV[9])
redis.call('PEXPIRE', KEYS[5], ARGV[9])
return 1
`,
};
