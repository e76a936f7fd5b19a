import "server-only";
import type { Script } from "@/lib/redis/link";

const lua = String.raw`
-- Lets go locks of sidekiq-unique-jobs whose state is still the one that was looked at.
-- KEYS: digests, expiring digests; then five keys a lock: D, D:LOCKED, D:QUEUED, D:PRIMED, D:INFO
-- ARGV: for each lock its digest, its token, the number of holders to let go (0 = the whole lock), and these
-- Reply: one letter a lock: d released, g gone, c changed, t wrong type
local function failed(reply) return type(reply) == 'table' and reply.err ~= nil end

local function release(first, digest, token, jids)
  local taker = redis.pcall('GET', KEYS[first])
  local count = redis.pcall('HLEN', KEYS[first + 1])
  if failed(taker) or failed(count) then return 't' end
  local listed = redis.pcall('ZSCORE', KEYS[1], digest)
  local expiring = redis.pcall('ZSCORE', KEYS[2], digest)
  if failed(listed) or failed(expiring) then return 't' end
  if not taker and count == 0 and not listed and not expiring then return 'g' end
  if count > 100 then return 'c' end
  local flat, lines = redis.call('HGETALL', KEYS[first + 1]), {}
  for at = 1, #flat, 2 do lines[#lines + 1] = flat[at] .. '=' .. flat[at + 1] .. '\n' end
  table.sort(lines)
  if redis.sha1hex((taker or '') .. '\n' .. table.concat(lines)) ~= token then return 'c' end
  if #jids > 0 and #jids < count then
    for _, jid in ipairs(jids) do redis.call('HDEL', KEYS[first + 1], jid) end
    return 'd'
  end
  for offset = 0, 4 do redis.call('UNLINK', KEYS[first + offset]) end
  redis.call('ZREM', KEYS[1], digest)
  redis.call('ZREM', KEYS[2], digest)
  return 'd'
end

local letters, at, first = {}, 1, 3
while at <= #ARGV do
  local jids = {}
  for index = 1, tonumber(ARGV[at + 2]) do jids[index] = ARGV[at + 2 + index] end
  letters[#letters + 1] = release(first, ARGV[at], ARGV[at + 1], jids)
  at, first = at + 3 + #jids, first + 5
end
return letters
`;

export const releaseDigests: Script = { name: "release-digests", lua };

const valueLua = `
-- Deletes keys of activejob-uniqueness that still hold the value that was looked at.
-- KEYS: the keys. ARGV: the SHA1 of the value of each. Reply: one letter a key, as above
local letters = {}
for at = 1, #KEYS do
  local value = redis.pcall('GET', KEYS[at])
  if type(value) == 'table' then letters[at] = 't'
  elseif not value then letters[at] = 'g'
  elseif redis.sha1hex(value) ~= ARGV[at] then letters[at] = 'c'
  else
    redis.call('UNLINK', KEYS[at])
    letters[at] = 'd'
  end
end
return letters
`;

export const releaseValues: Script = { name: "release-values", lua: valueLua };
