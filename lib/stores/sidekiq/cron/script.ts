import "server-only";
import type { Script } from "@/lib/redis/link";
import { clockParts, failureParts } from "../lua/parts";

/**
 * One change of an entry in one step: everything it was decided on is compared first, everything is of the right
 * type before anything is written.
 */
export const changeCron: Script = {
  name: "change-cron",
  lua: `
-- KEYS: whatever the steps name by index
-- ARGV: a list of steps, each COMMAND, number of arguments, arguments; KEYS indexes come first among them
--   type KEY TYPE: of this type or absent · has, lacks KEY: there, or not · holds, free KEY FIELD: the same of a field
--   is, ran KEY FIELD VALUE: the field has this value ('' = nothing), else it was changed, or ran
--   then the writes: hset KEY FIELD VALUE… · hdel KEY FIELD · del KEY · sadd/srem KEY MEMBER · first KEY MEMBER (ZADD now,
--   only to an absent key) · now KEY MEMBER (ZADD at the time) · push QUEUES NAME QUEUE UNIT PARTS…
--   note KEY LINE MS MOST (ZADD by when it ends, the oldest beyond MOST go) · zrem KEY LINE · take KEY TO MS (RENAME what
--   is there, to end in MS) · give FROM KEY (back, without an end)
--   history KEY LINE (in front, as many kept as there were, at least ten) · expire KEY MS
-- Reply: d done, c changed, g gone, x exists, r ran, t wrong type, f full
${failureParts}
${clockParts}
local steps, at = {}, 1
while at <= #ARGV do
  local step, count = {name = ARGV[at]}, tonumber(ARGV[at + 1])
  for offset = 1, count do step[offset] = ARGV[at + 1 + offset] end
  step.key = KEYS[tonumber(step[1])]
  steps[#steps + 1] = step
  at = at + 2 + count
end
for _, step in ipairs(steps) do
  if step.name == 'type' then
    local found = redis.call('TYPE', step.key).ok
    if found ~= 'none' and found ~= step[2] then return 't' end
  end
end
for _, step in ipairs(steps) do
  if step.name == 'has' and redis.call('EXISTS', step.key) == 0 then return 'g' end
  if step.name == 'holds' and redis.call('HEXISTS', step.key, step[2]) == 0 then return 'g' end
  if step.name == 'lacks' and redis.call('EXISTS', step.key) == 1 then return 'x' end
  if step.name == 'free' and redis.call('HEXISTS', step.key, step[2]) == 1 then return 'x' end
  if step.name == 'is' or step.name == 'ran' then
    local value = redis.call('HGET', step.key, step[2]) or ''
    if value ~= step[3] then return step.name == 'is' and 'c' or 'r' end
  end
end
local function write(step)
  local name = step.name
  if name == 'hset' then
    for field = 2, #step, 2 do
      local set = redis.pcall('HSET', step.key, step[field], step[field + 1])
      if failed(set) then return set end
    end
  elseif name == 'hdel' then return redis.pcall('HDEL', step.key, step[2])
  elseif name == 'del' then return redis.pcall('DEL', step.key)
  elseif name == 'sadd' then return redis.pcall('SADD', step.key, step[2])
  elseif name == 'srem' then return redis.pcall('SREM', step.key, step[2])
  elseif name == 'zrem' then return redis.pcall('ZREM', step.key, step[2])
  elseif name == 'note' then
    local added = redis.pcall('ZADD', step.key, milliseconds + step[3], step[2])
    if failed(added) then return added end
    redis.call('ZREMRANGEBYSCORE', step.key, '-inf', milliseconds)
    redis.call('ZREMRANGEBYRANK', step.key, 0, -1 - step[4])
    return redis.pcall('PEXPIRE', step.key, step[3])
  elseif name == 'take' then
    if redis.call('EXISTS', step.key) == 0 then return end
    redis.call('RENAME', step.key, KEYS[tonumber(step[2])])
    return redis.pcall('PEXPIRE', KEYS[tonumber(step[2])], step[3])
  elseif name == 'give' then
    if redis.call('EXISTS', step.key) == 0 then return end
    redis.call('PERSIST', step.key)
    return redis.pcall('RENAME', step.key, KEYS[tonumber(step[2])])
  elseif name == 'first' then
    if redis.call('EXISTS', step.key) == 0 then return redis.pcall('ZADD', step.key, seconds, step[2]) end
  elseif name == 'now' then return redis.pcall('ZADD', step.key, seconds, step[2])
  elseif name == 'push' then
    local parts = {}
    for part = 5, #step do parts[#parts + 1] = step[part] end
    local added = redis.pcall('SADD', step.key, step[2])
    if failed(added) then return added end
    return redis.pcall('LPUSH', KEYS[tonumber(step[3])], table.concat(parts, step[4] == 'ms' and milliseconds or seconds))
  elseif name == 'history' then
    local kept = redis.call('LLEN', step.key)
    local added = redis.pcall('LPUSH', step.key, step[2])
    if failed(added) then return added end
    return redis.pcall('LTRIM', step.key, 0, math.max(9, kept - 1))
  elseif name == 'expire' then return redis.pcall('PEXPIRE', step.key, step[2])
  end
end
local written = false
for _, step in ipairs(steps) do
  local reply = write(step)
  if failed(reply) then
    local letter = reasonOf(reply)
    if letter and not written then return letter end
    return redis.error_reply(reply.err)
  end
  written = written or reply ~= nil
end
return 'd'
`,
};

/** Steps for `changeCron`, with the keys they name collected beside them. */
export class CronSteps {
  readonly keys: string[] = [];
  readonly args: (string | number)[] = [];

  /** @param key what the step works on */
  add(name: string, key: string, ...args: (string | number)[]): this {
    const all = [this.index(key), ...args];
    this.args.push(name, all.length, ...all);
    return this;
  }

  index(key: string): number {
    const known = this.keys.indexOf(key);
    if (known >= 0) return known + 1;
    this.keys.push(key);
    return this.keys.length;
  }
}
