import "server-only";
import type { Script } from "@/lib/redis/link";
import { clockParts, failureParts } from "./parts";

const lua = String.raw`
-- Takes a queue away by renaming it into the trash; what arrived after the anchor is put back in its order.
-- KEYS: queue, queues, trash list, trash meta, trash index, trash totals
-- ARGV: clear|delete, name, entries confirmed, anchor known (1|0), anchor bytes, most arrivals,
--   batch id, ttl ms, actor, operation, bytes of the queue, keep for undo (1|0)
-- Reply: letter (d done, r drifted, t wrong type, f store full), entries removed, entries kept
local verb, name, expected, mostArrivals = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[6])
local id, ttl, undoable = ARGV[7], ARGV[8], ARGV[12] == '1'
${failureParts}
${clockParts}
local length = redis.pcall('LLEN', KEYS[1])
if failed(length) then return {reasonOf(length) or 't', 0, 0} end
local arrived = 0
if length > 0 then
  if ARGV[4] == '1' then
    arrived = -1
    for at = 0, math.min(mostArrivals, length - 1) do
      if redis.call('LINDEX', KEYS[1], at) == ARGV[5] then arrived = at break end
    end
    if arrived < 0 or length - arrived > expected then return {'r', 0, length} end
  elseif length ~= expected then return {'r', 0, length} end
end
local removed = length - arrived

local function writeMeta()
  local written = redis.pcall('ZADD', KEYS[5], milliseconds, id)
  if failed(written) then return written end
  redis.call('HSET', KEYS[4], 'verb', verb, 'origin', 'queue:' .. name, 'actor', ARGV[9], 'operation', ARGV[10],
    'form', 'list', 'atMs', milliseconds, 'entries', removed, 'bytes', ARGV[11], 'lockCursor', '0', 'locked', '0')
  if not undoable then redis.call('HSET', KEYS[4], 'purge', '1') end
  redis.call('HINCRBY', KEYS[6], 'entries', removed)
  redis.call('HINCRBY', KEYS[6], 'bytes', ARGV[11])
  for key = 4, 6 do redis.call('PEXPIRE', KEYS[key], ttl) end
  return nil
end

if removed > 0 then
  -- A rename replaces what it meets.
  if redis.call('EXISTS', KEYS[3], KEYS[4]) > 0 then return redis.error_reply('ERR this trash batch is in use') end
  if undoable then
    local refused = writeMeta()
    if refused then
      local reason = reasonOf(refused)
      return reason and {reason, 0, length} or redis.error_reply(refused.err)
    end
  end
  local arrivals = arrived > 0 and redis.call('LRANGE', KEYS[1], 0, arrived - 1) or {}
  redis.call('RENAME', KEYS[1], KEYS[3])
  if arrived > 0 then
    local back = redis.pcall('RPUSH', KEYS[1], unpack(arrivals))
    if failed(back) then
      redis.call('RENAME', KEYS[3], KEYS[1])
      return redis.error_reply(back.err)
    end
    redis.call('LTRIM', KEYS[3], arrived, -1)
  end
  redis.call('PEXPIRE', KEYS[3], ttl)
  if not undoable then writeMeta() end
end
if verb == 'delete' and arrived == 0 then redis.call('SREM', KEYS[2], name) end
return {'d', removed, arrived}
`;

export const clearQueue: Script = { name: "clear-queue", lua };
