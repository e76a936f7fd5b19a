import "server-only";
import { z } from "zod";
import { limits } from "@/lib/config/limits";
import type { RedisLink, Script } from "@/lib/redis/link";
import type { ErrorMark, ErrorRecords, ErrorSeen } from "../error-records";
import type { OwnKeys } from "../keys";

const MARK_TTL_MS = 365 * 24 * 3_600_000;
const SEEN_TTL_MS = 30 * 24 * 3_600_000;
const FIELDS_PER_SCRIPT = 200;

/** A hash of JSON texts; a new field only while there is room. */
const put: Script = {
  name: "error-records-put",
  lua: `
-- KEYS: hash   ARGV: most fields, ttl ms, then field and value in turn
-- Reply: fields written
local written = 0
local size = redis.call('HLEN', KEYS[1])
for i = 3, #ARGV, 2 do
  local known = redis.call('HEXISTS', KEYS[1], ARGV[i]) == 1
  if known or size < tonumber(ARGV[1]) then
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
    if not known then size = size + 1 end
    written = written + 1
  end
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return written
`,
};

const markShape = z.object({
  kind: z.enum(["open", "resolved", "ignored"]),
  untilMs: z.number().nullable(),
  note: z.string().max(2_000),
  runbook: z.string().max(500),
  by: z.string(),
  atMs: z.number(),
});
const seenShape = z.object({
  firstSec: z.number(),
  lastSec: z.number(),
  hour: z.number(),
  trend: z.array(z.number()).length(24),
});

/** Hashes `errors:marks` and `errors:seen`: group id → JSON. What cannot be read counts as absent. */
export function redisErrorRecords(link: RedisLink, keys: OwnKeys): ErrorRecords {
  async function read<T>(key: string, shape: z.ZodType<T>): Promise<Map<string, T>> {
    const fields = await link.read((redis) => redis.hgetall(key));
    const records = new Map<string, T>();
    for (const [id, text] of Object.entries(fields)) {
      const parsed = shape.safeParse(json(text));
      if (parsed.success) records.set(id, parsed.data);
    }
    return records;
  }
  return {
    marks: () => read<ErrorMark>(keys.errors("marks"), markShape),
    async mark(id, mark) {
      const args = [limits.errorRecords, MARK_TTL_MS, id, JSON.stringify(mark)];
      return (await link.run(put, [keys.errors("marks")], args)) === 1;
    },
    seen: () => read<ErrorSeen>(keys.errors("seen"), seenShape),
    async remember(seen) {
      const key = keys.errors("seen");
      const known = await link.bulk((redis) => redis.hlen(key));
      if (known >= limits.errorRecords) await forget(key);
      const rows = [...seen];
      for (let from = 0; from < rows.length; from += FIELDS_PER_SCRIPT) {
        const part = rows.slice(from, from + FIELDS_PER_SCRIPT);
        const fields = part.flatMap(([id, record]) => [id, JSON.stringify(record)]);
        await link.run(put, [key], [limits.errorRecords, SEEN_TTL_MS, ...fields], "bulk");
      }
    },
  };

  /** Makes room: a tenth of the groups, those that failed longest ago. */
  async function forget(key: string): Promise<void> {
    const oldest = [...(await read<ErrorSeen>(key, seenShape))].sort(([, a], [, b]) => a.lastSec - b.lastSec);
    const ids = oldest.slice(0, limits.errorRecords / 10).map(([id]) => id);
    if (ids.length > 0) await link.bulk((redis) => redis.hdel(key, ...ids));
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
