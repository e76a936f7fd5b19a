import "server-only";

/** Lua that several scripts share. A lock is five keys in a row: D, D:LOCKED, D:QUEUED, D:PRIMED, D:INFO. */
export const failureParts = String.raw`
local function failed(reply) return type(reply) == 'table' and reply.err ~= nil end
-- t wrong type, f full; nil: a failure of the server as a whole
local function reasonOf(reply)
  if string.find(reply.err, 'WRONGTYPE', 1, true) then return 't' end
  if string.find(reply.err, 'OOM', 1, true) then return 'f' end
  return nil
end
`;

/** sidekiq-unique-jobs 7 and 8: who holds a digest, take it, let it go. A key of another type counts as no lock. */
export const lockParts = String.raw`
local function heldByOther(lock, jid, limit)
  local count = redis.pcall('HLEN', KEYS[lock + 1])
  if type(count) ~= 'number' or count < limit then return false end
  return redis.call('HEXISTS', KEYS[lock + 1], jid) == 0
end
local function takeLock(lock, jid, digest, digests, ttl, stamp, score)
  if redis.pcall('HEXISTS', KEYS[lock + 1], jid) == 1 then return end
  if failed(redis.pcall('HSET', KEYS[lock + 1], jid, stamp)) then return end
  redis.pcall('SET', KEYS[lock], jid)
  redis.pcall('ZADD', KEYS[digests], score or stamp, digest)
  if ttl ~= '' then
    redis.pcall('PEXPIRE', KEYS[lock], ttl)
    redis.pcall('PEXPIRE', KEYS[lock + 1], ttl)
  end
end
local function releaseLock(lock, jid, digest, digests, expiring)
  if redis.pcall('HDEL', KEYS[lock + 1], jid) ~= 1 then return end
  if redis.call('EXISTS', KEYS[lock + 1]) == 1 then return end
  for offset = 0, 4 do redis.pcall('UNLINK', KEYS[lock + offset]) end
  redis.pcall('ZREM', KEYS[digests], digest)
  redis.pcall('ZREM', KEYS[expiring], digest)
end
`;

export const clockParts = String.raw`
local clock = redis.call('TIME')
local seconds = clock[1] .. '.' .. string.format('%06d', tonumber(clock[2]))
local milliseconds = clock[1] .. string.format('%03d', math.floor(tonumber(clock[2]) / 1000))
`;
