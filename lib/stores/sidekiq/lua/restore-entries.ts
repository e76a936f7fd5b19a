import "server-only";
import type { Script } from "@/lib/redis/link";
import { clockParts, failureParts, lockParts } from "./parts";

/** ARGV of one entry of a restore. */
export const RESTORE_ENTRY = [
  "guard",
  "field",
  "kind",
  "destination",
  "where",
  "lock",
  "lockMode",
  "jid",
  "digest",
  "lockLimit",
  "lockTtl",
] as const;

/** The operation's record says what was put back by the very step that did it. */
const countParts = `
local function ours(operation, token)
  if token == '' then return true end
  local held = redis.call('HMGET', operation, 'state', 'token')
  return (held[1] == 'running' or held[1] == 'cancelling') and held[2] == token
end
local function count(operation, token, done, gone)
  if token == '' or done + gone == 0 then return end
  redis.call('HINCRBY', operation, 'done', done)
  redis.call('HINCRBY', operation, 'gone', gone)
  redis.call('HINCRBY', operation, 'cursor', done + gone)
end
`;

const lua = String.raw`
-- Puts entries of a trash batch back: added first, taken out of the trash last.
-- KEYS: meta, records (a hash or a list), index, totals, queues, digests, the operation's record; then whatever
--   indexes in ARGV name
-- ARGV: form (records|list), batch id, token of the operation that counts ('' = none); then the entries as listed
--   beside this script:
--   guard: the header line of a record, or the bytes of a list entry · field: of the hash, or place from the head
-- Reply: one letter an entry: d done, g gone (not in the trash, or already back), l lock held, t wrong type, f full;
--   or a single word: fenced, when the operation is no longer ours; purged, when the batch is being unlinked.
--   Nothing was written then.
local form, id, token = ARGV[1], ARGV[2], ARGV[3]
local HEADER, STRIDE = 3, 11
${failureParts}
${lockParts}
${clockParts}
${countParts}
if not ours(KEYS[7], token) then return {'fenced'} end
if redis.call('HGET', KEYS[1], 'purge') == '1' then return {'purged'} end
local touched, removed, removedBytes = false, 0, 0

local function read(guard, field)
  if form == 'list' then
    local bytes = redis.call('LINDEX', KEYS[2], tonumber(field) - removed)
    if bytes == guard then return bytes, 0 end
    return nil
  end
  local record = redis.call('HGET', KEYS[2], field)
  if not record or string.sub(record, 1, #guard + 1) ~= guard .. '\n' then return nil end
  return string.sub(record, #guard + 2), #record
end

local function restore(at)
  local guard, field, kind, destination, where = ARGV[at], ARGV[at + 1], ARGV[at + 2], KEYS[tonumber(ARGV[at + 3])], ARGV[at + 4]
  local lock, lockMode, jid = tonumber(ARGV[at + 5]), ARGV[at + 6], ARGV[at + 7]
  local bytes, size = read(guard, field)
  if not bytes then return 'g' end
  if lockMode ~= '' and heldByOther(lock, jid, tonumber(ARGV[at + 9])) then return 'l' end
  local letter = 'd'
  if kind == 'zset' then
    local added = redis.pcall('ZADD', destination, 'NX', where, bytes)
    if failed(added) then return nil, added end
    if added == 0 then letter = 'g' end
  else
    local named = redis.pcall('SADD', KEYS[5], where)
    if failed(named) then return nil, named end
    local added = redis.pcall('RPUSH', destination, bytes)
    if failed(added) then
      if named == 1 then redis.pcall('SREM', KEYS[5], where) end
      return nil, added
    end
  end
  if form == 'list' then redis.call('LREM', KEYS[2], 1, bytes) else redis.call('HDEL', KEYS[2], field) end
  touched = true
  removed, removedBytes = removed + 1, removedBytes + size
  if letter == 'd' and lockMode == 'take' then takeLock(lock, jid, ARGV[at + 8], 6, ARGV[at + 10], seconds) end
  return letter
end

local letters, counts = {}, {d = 0, g = 0}
for at = HEADER + 1, #ARGV, STRIDE do
  local letter, failure = restore(at)
  if failure then
    letter = reasonOf(failure)
    if not letter and not touched then return redis.error_reply(failure.err) end
  end
  letters[#letters + 1] = letter or 'f'
  if counts[letter] then counts[letter] = counts[letter] + 1 end
end
if removed > 0 then
  local entries, bytes = unpack(redis.call('HMGET', KEYS[1], 'entries', 'bytes'))
  entries, bytes = tonumber(entries) or 0, tonumber(bytes) or 0
  if form == 'list' and entries > 0 then removedBytes = math.floor(bytes * removed / entries) end
  redis.call('HINCRBY', KEYS[4], 'entries', -removed)
  redis.call('HINCRBY', KEYS[4], 'bytes', -removedBytes)
  if entries - removed <= 0 then
    redis.call('UNLINK', KEYS[1], KEYS[2])
    redis.call('ZREM', KEYS[3], id)
  else
    redis.call('HINCRBY', KEYS[1], 'entries', -removed)
    redis.call('HINCRBY', KEYS[1], 'bytes', -removedBytes)
  end
end
count(KEYS[7], token, counts.d, counts.g)
return letters
`;

export const restoreEntries: Script = { name: "restore-entries", lua };

const renameLua = `
-- Puts a whole cleared queue back when nothing has arrived in it since: its very list, in its order.
-- KEYS: meta, list, index, totals, queues, queue, the operation's record
-- ARGV: batch id, queue's name, token of the operation that counts ('' = none)
-- Reply: entries put back, or -1 when the queue exists or the batch holds locks to be taken one by one, or -2
--   when the operation is no longer ours
${countParts}
if not ours(KEYS[7], ARGV[3]) then return -2 end
local state = redis.call('HMGET', KEYS[1], 'form', 'lockCursor', 'locked', 'entries', 'bytes', 'purge')
if state[6] == '1' or state[1] ~= 'list' or state[2] ~= 'done' or state[3] ~= '0' then return -1 end
if redis.call('EXISTS', KEYS[6]) == 1 or redis.call('EXISTS', KEYS[2]) == 0 then return -1 end
redis.call('SADD', KEYS[5], ARGV[2])
redis.call('PERSIST', KEYS[2])
redis.call('RENAME', KEYS[2], KEYS[6])
redis.call('UNLINK', KEYS[1])
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('HINCRBY', KEYS[4], 'entries', -(tonumber(state[4]) or 0))
redis.call('HINCRBY', KEYS[4], 'bytes', -(tonumber(state[5]) or 0))
local length = redis.call('LLEN', KEYS[6])
count(KEYS[7], ARGV[3], length, 0)
return length
`;

export const restoreByRename: Script = { name: "restore-by-rename", lua: renameLua };
