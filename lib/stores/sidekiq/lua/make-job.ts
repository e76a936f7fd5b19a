import "server-only";
import type { Script } from "@/lib/redis/link";
import { clockParts, failureParts, lockParts } from "./parts";

/** ARGV in this order, then the parts of the new payload; an index is one into KEYS, 0 = not used. */
export const MAKE_JOB = [
  "to",
  "name",
  "unit",
  "receiptTtl",
  "source",
  "kind",
  "bytes",
  "where",
  "depth",
  "record",
  "trashMeta",
  "trashRecords",
  "trashIndex",
  "trashTotals",
  "trashId",
  "trashTtl",
  "trashOrigin",
  "trashActor",
  "lock",
  "jid",
  "digest",
  "digests",
  "expiring",
] as const;

const lua = String.raw`
-- Makes one job and, where a source is named, takes the entry it replaces to the trash: added first, removed last.
-- KEYS: queues, destination, receipt; then whatever the indexes in ARGV name
-- ARGV: as listed beside this script (to: queue NAME, or set SCORE), then the payload's parts around the clock's time
-- Reply: d done (also when this receipt says so already), g the entry is gone, m not at that place of the list,
--   p too deep in the list, t wrong type, f full, i the set has these bytes
local to, name, unit = ARGV[1], ARGV[2], ARGV[3]
local source, kind, bytes, where = tonumber(ARGV[5]), ARGV[6], ARGV[7], ARGV[8]
local meta, records, index, totals = tonumber(ARGV[11]), tonumber(ARGV[12]), tonumber(ARGV[13]), tonumber(ARGV[14])
local HEADER = 23
${failureParts}
${lockParts}
local before = redis.pcall('GET', KEYS[3])
if before == 'd' then return 'd' end
if source > 0 and redis.acl_check_cmd then
  local allowed
  if kind == 'zset' then allowed = redis.acl_check_cmd('ZREM', KEYS[source], 'x')
  else allowed = redis.acl_check_cmd('LREM', KEYS[source], '1', 'x') end
  if not allowed then return redis.error_reply("NOPERM this user has no permissions to run the '" .. (kind == 'zset' and 'zrem' or 'lrem') .. "' command") end
end
${clockParts}
local done = {}
local function undo() for at = #done, 1, -1 do done[at]() end end
local function fail(reply)
  undo()
  local letter = reasonOf(reply)
  if letter then return letter end
  return redis.error_reply(reply.err)
end

local position, length
if source > 0 and kind == 'zset' then
  local score = redis.pcall('ZSCORE', KEYS[source], bytes)
  if failed(score) then return 't' end
  if not score or (score ~= where and tonumber(score) ~= tonumber(where)) then return 'g' end
elseif source > 0 then
  length = redis.pcall('LLEN', KEYS[source])
  if failed(length) then return 't' end
  position = tonumber(where)
  if length == 0 then return 'g' end
  if redis.call('LINDEX', KEYS[source], -(position + 1)) ~= bytes then return 'm' end
  if math.min(position, length - 1 - position) > tonumber(ARGV[9]) then return 'p' end
end

if source > 0 then
  local opened = redis.pcall('ZADD', KEYS[index], 'NX', milliseconds, ARGV[15])
  if failed(opened) then return fail(opened) end
  done[#done + 1] = function() redis.pcall('ZREM', KEYS[index], ARGV[15]) end
  opened = redis.pcall('HSET', KEYS[meta], 'verb', 'edit', 'origin', ARGV[17], 'actor', ARGV[18], 'operation', '',
    'form', 'records', 'atMs', milliseconds, 'entries', 1, 'bytes', #ARGV[10] + 1 + #bytes, 'seq', 1)
  if failed(opened) then return fail(opened) end
  done[#done + 1] = function() redis.pcall('UNLINK', KEYS[meta]) end
  opened = redis.pcall('HSET', KEYS[records], 1, ARGV[10] .. '\n' .. bytes)
  if failed(opened) then return fail(opened) end
  done[#done + 1] = function() redis.pcall('UNLINK', KEYS[records]) end
end

local parts = {}
for at = HEADER + 1, #ARGV do parts[#parts + 1] = ARGV[at] end
local payload = table.concat(parts, unit == 'ms' and milliseconds or seconds)
if to == 'queue' then
  local named = redis.pcall('SADD', KEYS[1], name)
  if failed(named) then return fail(named) end
  if named == 1 then done[#done + 1] = function() redis.pcall('SREM', KEYS[1], name) end end
  local pushed = redis.pcall('LPUSH', KEYS[2], payload)
  if failed(pushed) then return fail(pushed) end
  done[#done + 1] = function() redis.pcall('LREM', KEYS[2], 1, payload) end
else
  local added = redis.pcall('ZADD', KEYS[2], 'NX', name, payload)
  if failed(added) then return fail(added) end
  if added == 0 then undo() return 'i' end
  done[#done + 1] = function() redis.pcall('ZREM', KEYS[2], payload) end
end

if source > 0 then
  local gone
  if kind == 'zset' then gone = redis.pcall('ZREM', KEYS[source], bytes)
  else
    -- A new job at the head of the same list moves nobody's distance from the tail.
    local fromHead = redis.call('LLEN', KEYS[source]) - 1 - position
    gone = redis.pcall('LREM', KEYS[source], position <= fromHead and -1 or 1, bytes)
  end
  if gone ~= 1 then return fail(failed(gone) and gone or {err = 'ERR the entry could not be removed'}) end
  redis.pcall('HINCRBY', KEYS[totals], 'entries', 1)
  redis.pcall('HINCRBY', KEYS[totals], 'bytes', #ARGV[10] + 1 + #bytes)
  for _, key in ipairs({meta, records, index, totals}) do redis.pcall('PEXPIRE', KEYS[key], ARGV[16]) end
  local lock = tonumber(ARGV[19])
  if lock > 0 then releaseLock(lock, ARGV[20], ARGV[21], tonumber(ARGV[22]), tonumber(ARGV[23])) end
end
redis.pcall('SET', KEYS[3], 'd', 'PX', ARGV[4])
return 'd'
`;

export const makeJob: Script = { name: "make-job", lua };
