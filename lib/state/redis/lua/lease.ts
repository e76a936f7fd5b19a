import "server-only";
import type { Script } from "@/lib/redis/link";

/**
 * Takes, renews or releases a lease by the server's clock.
 * KEYS: record, frozen list, outcomes, details.
 * ARGV: token that must hold it ('' = nobody may), token that shall hold it, runner, lease ms, TTL ms, rate.
 * Returns the state, or nil when the lease is another's.
 */
export const leaseScript: Script = {
  name: "operation-lease",
  lua: `
local now = redis.call('TIME')
local nowMs = now[1] * 1000 + math.floor(now[2] / 1000)
local record = redis.call('HMGET', KEYS[1], 'state', 'token', 'leaseUntilMs')
if not record[1] then return false end
if ARGV[1] == '' then
  if record[2] ~= '' and tonumber(record[3]) > nowMs then return false end
elseif record[2] ~= ARGV[1] then return false end
redis.call('HSET', KEYS[1], 'token', ARGV[2], 'runner', ARGV[3],
  'leaseUntilMs', string.format('%.0f', nowMs + ARGV[4]), 'perSec', ARGV[6])
for i = 1, #KEYS do redis.call('PEXPIRE', KEYS[i], ARGV[5]) end
return record[1]
`,
};
