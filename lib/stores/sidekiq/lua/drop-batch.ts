import "server-only";
import type { Script } from "@/lib/redis/link";

const lua = String.raw`
-- Unlinks one trash batch for good.
-- KEYS: meta, records, index, totals   ARGV: batch id
-- Reply: entries that were in it
local entries, bytes = unpack(redis.call('HMGET', KEYS[1], 'entries', 'bytes'))
redis.call('UNLINK', KEYS[1], KEYS[2])
if redis.call('ZREM', KEYS[3], ARGV[1]) == 0 then return 0 end
redis.pcall('HINCRBY', KEYS[4], 'entries', -(tonumber(entries) or 0))
redis.pcall('HINCRBY', KEYS[4], 'bytes', -(tonumber(bytes) or 0))
return tonumber(entries) or 0
`;

export const dropBatch: Script = { name: "drop-batch", lua };
