import "server-only";
import { z } from "zod";
import { logger, safeMessage } from "@/lib/errors/logger";
import type { AuditLog } from "@/lib/http/services";
import type { RedisLink } from "@/lib/redis/link";
import { recordSignIn } from "./sign-in-record";

const KEY = "signalbox:tokens:used";
const KEPT_SEC = 366 * 86_400;
/** A token in use is written down at most so often. */
const NOTE_MS = 60_000;
/** And recorded in the audit anew after so long, or from another address. */
const RECORD_MS = 3_600_000;

const use = z.object({ atMs: z.number(), ip: z.string().nullable() });
export type TokenUse = z.infer<typeof use>;

export interface TokenUses {
  /** Notes a use of a valid token; never fails and never keeps a request waiting. */
  note(id: string, ip: string | null): void;
  /** When each of these tokens was last used on any replica, to the minute. */
  last(ids: readonly string[]): Promise<ReadonlyMap<string, TokenUse>>;
}

/** When machines last came: shared by all replicas in the state store, in memory where there is none. */
export function createTokenUses(state: RedisLink | null, audit: AuditLog | null, now: () => number): TokenUses {
  const noted = new Map<string, TokenUse & { recordedMs: number }>();

  async function keep(id: string, ip: string | null, atMs: number): Promise<void> {
    await state?.write(async (redis) => {
      await redis.hset(KEY, id, JSON.stringify({ atMs, ip }));
      await redis.expire(KEY, KEPT_SEC);
    });
  }

  return {
    note(id, ip) {
      const atMs = now();
      const known = noted.get(id);
      if (known?.ip === ip && atMs - known.atMs < NOTE_MS) return;
      const recorded = known?.ip === ip && atMs - known.recordedMs < RECORD_MS;
      noted.set(id, { atMs, ip, recordedMs: recorded ? known.recordedMs : atMs });
      keep(id, ip, atMs).catch((error) =>
        logger.warn({ error: safeMessage(error) }, "a token's last use was not kept"),
      );
      if (recorded) return;
      void recordSignIn(audit, { action: "token_use", name: `token:${id}`, method: "token", ip, error: null });
    },
    async last(ids) {
      if (ids.length === 0) return new Map();
      if (state === null) return new Map(ids.flatMap((id) => entryOf(id, noted.get(id))));
      const kept = await state.read((redis) => redis.hmget(KEY, ...ids));
      return new Map(ids.flatMap((id, index) => entryOf(id, parse(kept[index]))));
    },
  };
}

const entryOf = (id: string, found: TokenUse | undefined): [string, TokenUse][] =>
  found === undefined ? [] : [[id, { atMs: found.atMs, ip: found.ip }]];

function parse(text: string | null | undefined): TokenUse | undefined {
  try {
    return use.safeParse(JSON.parse(text ?? "null")).data;
  } catch {
    return undefined;
  }
}
