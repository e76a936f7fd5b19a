import "server-only";
import type { Script } from "@/lib/redis/link";

/**
 * Adds to the frozen list, or empties it.
 * KEYS: record, frozen list, details.
 * ARGV: token, entries before ('' = empty the list), entries after, scanned, set size, identity bytes, TTL ms,
 * number of chunks, then chunk index and identities, alternating, then the same of the details.
 * Returns 0 and writes nothing when the lease is another's, freezing is over, or the list is not as expected.
 */
export const freezeScript: Script = {
  name: "operation-freeze",
  lua: `
local record = redis.call('HMGET', KEYS[1], 'state', 'token', 'total')
if record[1] ~= 'freezing' or record[2] ~= ARGV[1] then return 0 end
if ARGV[2] == '' then redis.call('UNLINK', KEYS[2], KEYS[3])
elseif record[3] ~= ARGV[2] then return 0 end
local last = 8 + 2 * tonumber(ARGV[8])
if last > 8 then
  redis.call('HSET', KEYS[2], unpack(ARGV, 9, last))
  redis.call('HSET', KEYS[3], unpack(ARGV, last + 1))
  redis.call('PEXPIRE', KEYS[2], ARGV[7])
  redis.call('PEXPIRE', KEYS[3], ARGV[7])
  redis.call('HSET', KEYS[1], 'width', ARGV[6])
end
redis.call('HSET', KEYS[1], 'total', ARGV[3], 'scanned', ARGV[4], 'setSize', ARGV[5])
return 1
`,
};
