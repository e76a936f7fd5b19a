import "server-only";
import type { Script } from "@/lib/redis/link";

const lua = `
-- Says of a trash batch that it is put back, or purged: then nothing can be put back any more. A cleared queue that is
-- put back before all its locks were let go keeps the rest: a purge goes through what is left from the start again.
-- KEYS: meta   ARGV: restore|purge, ttl ms
-- Reply: 1, or 0 when there is no such batch, or no longer one to restore
local state = redis.call('HMGET', KEYS[1], 'atMs', 'lockCursor', 'purge')
if not state[1] or (ARGV[1] == 'restore' and state[3] == '1') then return 0 end
-- Adds nothing, and so a full store lets the rest of the script through.
redis.call('PEXPIRE', KEYS[1], ARGV[2])
if ARGV[1] == 'purge' then
  redis.call('HSET', KEYS[1], 'purge', '1')
  if state[2] == 'held' then redis.call('HSET', KEYS[1], 'lockCursor', '0') end
elseif state[2] and state[2] ~= 'done' then
  redis.call('HSET', KEYS[1], 'lockCursor', 'held')
end
return 1
`;

export const turnBatch: Script = { name: "turn-batch", lua };
