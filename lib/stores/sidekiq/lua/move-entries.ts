import "server-only";
import type { Script } from "@/lib/redis/link";
import type { LockStep } from "../lock-step";
import type { Cut } from "../splice";
import { clockParts, failureParts, lockParts } from "./parts";

/** ARGV in front of the entries, in this order; an index is one into KEYS, 0 = not used. */
export const MOVE_HEADER = [
  "kind",
  "queues",
  "receipt",
  "receiptTtl",
  "operation",
  "outcomes",
  "token",
  "from",
  "trashMeta",
  "trashRecords",
  "trashIndex",
  "trashTotals",
  "trashId",
  "trashTtl",
  "trashVerb",
  "trashOrigin",
  "trashActor",
  "trashOperation",
  "digests",
  "expiring",
  "depth",
] as const;

/** What the script is told of one entry; see `fieldsOf` for the order. */
export type MoveSpec =
  | { readonly act: "is"; readonly letter: string }
  | {
      readonly act: "queue" | "tail" | "set" | "score" | "drop";
      /** The score as printed, or the distance from the tail. */
      readonly where: string | number;
      readonly destination: number;
      /** The queue's name, or the score to be. */
      readonly name: string;
      readonly unit: string;
      readonly cuts: readonly Cut[];
      /** 1 = the payload to write stands behind the one that is there; 0 = the same. */
      readonly other: 0 | 1;
      readonly record: string;
      readonly lock: (LockStep & { readonly first: number }) | null;
    };

const lua = String.raw`
-- Moves, reschedules or drops entries of one set or queue, each by its exact bytes: what is added is added
-- first, what is removed is removed last, and an entry whose additions fail stays where it is.
-- KEYS: the source first; then whatever the indexes in ARGV name.
-- ARGV: the header as listed beside this script; the entries as JSON, in which no payload is; then their payloads,
--   each by itself: what is cut out of a longer text would be made anew.
--   act queue: SADD queues + LPUSH of the bytes with the cuts · tail: SADD + RPUSH · set: ZADD at the score in name, or now
--       score: a new score for the same bytes · drop: into the trash, or nowhere · is: outcome known
-- Reply: one letter an entry: d done, g gone, u unknown, m not at that place of the list, l lock held,
--   t wrong type, f store full, p too deep in the list, i destination has these bytes, other letters as given;
--   of an operation only those in front of the first m, or m alone, and then nothing was written;
--   or the single word fenced, when the operation is no longer ours. Nothing was written then.
local source = KEYS[1]
local kind, queues, receipt, receiptTtl = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local operation, outcomes, token, from = tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7], ARGV[8]
local meta, records, index, totals = tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[11]), tonumber(ARGV[12])
local trashId, trashTtl = ARGV[13], ARGV[14]
local digests, expiring, depth = tonumber(ARGV[19]), tonumber(ARGV[20]), tonumber(ARGV[21])
local specs = cjson.decode(ARGV[22])
${failureParts}
${lockParts}
if redis.acl_check_cmd then
  local verb = kind == 'zset' and 'ZREM' or 'LREM'
  local allowed
  if kind == 'zset' then allowed = redis.acl_check_cmd(verb, source, 'x') else allowed = redis.acl_check_cmd(verb, source, '1', 'x') end
  if not allowed then return redis.error_reply("NOPERM this user has no permissions to run the '" .. string.lower(verb) .. "' command") end
end
if operation > 0 then
  local held = redis.call('HMGET', KEYS[operation], 'state', 'token', 'cursor')
  if (held[1] ~= 'running' and held[1] ~= 'cancelling') or held[2] ~= token or held[3] ~= from then return {'fenced'} end
  local probe = redis.pcall('HSET', KEYS[operation], 'token', token)
  if failed(probe) then return redis.error_reply(probe.err) end
end
${clockParts}
local touched = operation > 0
local removed, dropped, droppedBytes = {}, 0, 0
local trashOpen = false

local function openTrash()
  if trashOpen then return nil end
  local form = redis.pcall('HGET', KEYS[meta], 'form')
  if failed(form) then return form end
  if form and form ~= 'records' then return {err = 'WRONGTYPE this trash batch holds a queue'} end
  local opened = redis.pcall('ZADD', KEYS[index], 'NX', milliseconds, trashId)
  if failed(opened) then return opened end
  opened = redis.pcall('HSET', KEYS[meta], 'verb', ARGV[15], 'origin', ARGV[16], 'actor', ARGV[17],
    'operation', ARGV[18], 'form', 'records')
  if failed(opened) then return opened end
  redis.call('HSETNX', KEYS[meta], 'atMs', milliseconds)
  trashOpen = true
  return nil
end

-- A place of the list, counted from the tail as it was before this script, as it is now.
local function placeOf(where)
  local place = tonumber(where)
  local now = place
  for _, taken in ipairs(removed) do
    if taken < place then now = now - 1 end
  end
  return now
end

-- Where the entry is now: nil when it is there, else the letter of its outcome.
local function absent(bytes, where)
  if kind == 'zset' then
    local score = redis.pcall('ZSCORE', source, bytes)
    if failed(score) then return 't' end
    if not score or (score ~= where and tonumber(score) ~= tonumber(where)) then return 'g' end
    return nil
  end
  local length = redis.pcall('LLEN', source)
  if failed(length) then return 't' end
  local position = placeOf(where)
  if length == 0 then return 'g' end
  if redis.call('LINDEX', source, -(position + 1)) ~= bytes then return 'm' end
  if math.min(position, length - 1 - position) > depth then return 'p' end
  return nil
end

local function remove(bytes, where)
  if kind == 'zset' then return redis.pcall('ZREM', source, bytes) end
  local position = placeOf(where)
  local fromHead = redis.call('LLEN', source) - 1 - position
  return redis.pcall('LREM', source, position <= fromHead and -1 or 1, bytes)
end

local function cutOut(bytes, cuts, stamp)
  local parts, at = {}, 1
  for i = 1, #cuts, 3 do
    parts[#parts + 1] = string.sub(bytes, at, cuts[i])
    parts[#parts + 1] = cuts[i + 2] == true and stamp or cuts[i + 2]
    at = cuts[i + 1] + 1
  end
  parts[#parts + 1] = string.sub(bytes, at)
  return table.concat(parts)
end

local taken = 22
local function take()
  taken = taken + 1
  return ARGV[taken]
end

local function move(spec)
  local act, bytes, where, destination, name = spec[1], take(), spec[2], spec[3], spec[4]
  local other = spec[7] == 1 and take() or bytes
  local header = spec[8]
  local lock, lockMode, jid, digest = spec[9], spec[10], spec[11], spec[12]
  local missing = absent(bytes, where)
  if missing then return missing end
  if lockMode == 'take' or lockMode == 'expire' or lockMode == 'check' then
    if heldByOther(lock, jid, spec[13]) then return 'l' end
  end

  local added, undo
  if act == 'queue' or act == 'tail' then
    local atTail = act == 'tail'
    local payload = atTail and other or cutOut(bytes, spec[6], spec[5] == 'ms' and milliseconds or seconds)
    local named = redis.pcall('SADD', KEYS[queues], name)
    if failed(named) then return nil, named end
    added = redis.pcall(atTail and 'RPUSH' or 'LPUSH', KEYS[destination], payload)
    if failed(added) and named == 1 then redis.pcall('SREM', KEYS[queues], name) end
    undo = function() redis.pcall('LREM', KEYS[destination], atTail and -1 or 1, payload) end
  elseif act == 'set' then
    local existing = redis.pcall('ZSCORE', KEYS[destination], other)
    if failed(existing) then return nil, existing end
    if existing then return 'i' end
    added = redis.pcall('ZADD', KEYS[destination], name == 'now' and seconds or name, other)
    undo = function() redis.pcall('ZREM', KEYS[destination], other) end
  elseif act == 'score' then
    added = redis.pcall('ZADD', source, 'XX', name, bytes)
  elseif header ~= '' then
    added = openTrash()
    if not added then
      local record = header .. '\n' .. bytes
      local field = redis.call('HINCRBY', KEYS[meta], 'seq', 1)
      added = redis.pcall('HSET', KEYS[records], field, record)
      undo = function() redis.pcall('HDEL', KEYS[records], field) end
      if not failed(added) then dropped, droppedBytes = dropped + 1, droppedBytes + #record end
    end
  end
  if failed(added) then return nil, added end
  if act == 'score' then
    touched = true
    return 'd'
  end

  local gone = remove(bytes, where)
  if gone ~= 1 then
    if undo then undo() end
    if act == 'drop' and header ~= '' then
      dropped, droppedBytes = dropped - 1, droppedBytes - #header - 1 - #bytes
    end
    return nil, failed(gone) and gone or {err = 'ERR the entry could not be removed'}
  end
  touched = true
  if kind == 'list' then removed[#removed + 1] = tonumber(where) end
  if lockMode == 'release' then releaseLock(lock, jid, digest, digests, expiring)
  elseif lockMode == 'give_back' then
    local held = redis.pcall('HGET', KEYS[lock + 1], jid)
    -- In milliseconds a time has neither the point nor the last three digits.
    local same = type(held) == 'string' and (held == spec[15] or string.gsub(string.sub(held, 1, -4), '%.', '') == spec[15])
    if same then releaseLock(lock, jid, digest, digests, expiring) end
  elseif lockMode == 'take' then takeLock(lock, jid, digest, digests, spec[14], seconds)
  elseif lockMode == 'expire' then
    -- The gem's own score: seconds and milliseconds, added.
    takeLock(lock, jid, digest, expiring, spec[14], seconds, tonumber(seconds) + tonumber(spec[14]))
  end
  return 'd'
end

local letters = {}
for _, spec in ipairs(specs) do
  local letter, failure
  if spec[1] == 'is' then letter = spec[2] else letter, failure = move(spec) end
  if failure then
    letter = reasonOf(failure)
    if not letter then
      if not touched then return redis.error_reply(failure.err) end
      letter = 'f'
    end
  end
  if letter == 'm' and operation > 0 then break end
  letters[#letters + 1] = letter
end
if #letters == 0 then return {'m'} end

if dropped > 0 then
  redis.pcall('HINCRBY', KEYS[meta], 'entries', dropped)
  redis.pcall('HINCRBY', KEYS[meta], 'bytes', droppedBytes)
  redis.pcall('HINCRBY', KEYS[totals], 'entries', dropped)
  redis.pcall('HINCRBY', KEYS[totals], 'bytes', droppedBytes)
  for _, key in ipairs({meta, records, index, totals}) do redis.pcall('PEXPIRE', KEYS[key], trashTtl) end
end
local text = table.concat(letters)
if operation > 0 then
  local counts = {d = 0, g = 0, r = 0, u = 0}
  for letter in string.gmatch(text, '.') do
    local counted = counts[letter] and letter or 'r'
    counts[counted] = counts[counted] + 1
  end
  redis.call('SETRANGE', KEYS[outcomes], from, text)
  redis.call('HINCRBY', KEYS[operation], 'done', counts.d)
  redis.call('HINCRBY', KEYS[operation], 'gone', counts.g)
  redis.call('HINCRBY', KEYS[operation], 'refused', counts.r)
  redis.call('HINCRBY', KEYS[operation], 'unknown', counts.u)
  redis.call('HSET', KEYS[operation], 'cursor', string.format('%d', tonumber(from) + #letters))
end
if receipt > 0 then redis.pcall('SET', KEYS[receipt], text, 'PX', receiptTtl) end
return letters
`;

export const moveEntries: Script = { name: "move-entries", lua };
