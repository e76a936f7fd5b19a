import "server-only";
import type { Script } from "@/lib/redis/link";
import { lockParts } from "./parts";

const lua = String.raw`
-- Lets go the unique locks of a stretch of a cleared queue and remembers how far it came.
-- KEYS: trash meta, uniquejobs digests, expiring digests; then five keys a lock (see the shared parts)
-- ARGV: cursor expected, cursor to write, ttl ms, locked entries in the stretch; then index of the lock, jid,
--   digest an entry
-- Reply: 1, or 0 when another has gone on or the batch is no longer to be looked through
local function failed(reply) return type(reply) == 'table' and reply.err ~= nil end
${lockParts}
if redis.call('HGET', KEYS[1], 'lockCursor') ~= ARGV[1] then return 0 end
-- Adds nothing, and so a full store lets the rest of the script through.
redis.call('PEXPIRE', KEYS[1], ARGV[3])
for at = 5, #ARGV, 3 do releaseLock(tonumber(ARGV[at]), ARGV[at + 1], ARGV[at + 2], 2, 3) end
redis.call('HINCRBY', KEYS[1], 'locked', ARGV[4])
redis.call('HSET', KEYS[1], 'lockCursor', ARGV[2])
return 1
`;

export const releaseLocks: Script = { name: "release-locks", lua };
