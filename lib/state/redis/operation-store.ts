import "server-only";
import type { Redis } from "ioredis";
import { limits } from "@/lib/config/limits";
import { type OperationState, operationState } from "@/lib/domain/operation.schema";
import { letters } from "@/lib/domain/outcome-letters";
import { AppError } from "@/lib/errors/app-error";
import type { RedisLink } from "@/lib/redis/link";
import type { OwnKeys } from "../keys";
import { DETAIL_BLOCK, type FrozenEntry, type OperationRecord, type OperationStore } from "../operation-store";
import { changeScript } from "./lua/change";
import { createScript } from "./lua/create";
import { freezeScript } from "./lua/freeze";
import { leaseScript } from "./lua/lease";
import { decodeRecord, encodeChange, encodeEnded, encodeRecord } from "./operation-record";
import { sweepDirect, sweepOperations } from "./operation-sweep";

const CHUNK = limits.entriesPerScript;
const ENDED: readonly OperationState[] = ["done", "cancelled", "failed", "discarded"];
/** The sweeper unlinks before these run out; they are for a store that Signalbox no longer visits. */
const TTL_MS = limits.operationRetentionMs + 24 * 3_600_000;
const FROZEN_TTL_MS = limits.operationFrozenMs + 6 * 3_600_000;

/** Operations kept beside the jobs they act on; see `operation-record.ts` for the keys. */
export function redisOperationStore(link: RedisLink, keys: OwnKeys): OperationStore {
  const lease = (id: string, held: string, wanted: string, runner: string, ms: number, perSec: number | null) =>
    link.run(
      leaseScript,
      [keys.operation(id), keys.frozen(id), keys.outcomes(id), keys.details(id)],
      [held, wanted, runner, ms, TTL_MS, perSec ?? ""],
    );
  const freeze = async (id: string, args: (string | number)[], chunks: Field[], details: Field[]) =>
    (await link.run(
      freezeScript,
      [keys.operation(id), keys.frozen(id), keys.details(id)],
      [...args, FROZEN_TTL_MS, chunks.length, ...chunks.flat(), ...details.flat()],
      "bulk",
    )) === 1;
  const read = (ids: readonly string[]) =>
    ids.length === 0 ? Promise.resolve([]) : link.read((redis) => readRecords(redis, keys, ids));

  return {
    async create(operation, owner, expected, refs) {
      const reply = await link.run(
        createScript,
        [keys.operation(operation.id), keys.operations, keys.operationsActive, keys.selection(operation.id)],
        [
          operation.id,
          operation.createdAtMs,
          TTL_MS,
          limits.operationsActive,
          refs?.join("\n") ?? "",
          ...encodeRecord(operation, owner, expected),
        ],
      );
      const word = String(reply);
      return word === "created" || word === "exists" ? word : "too_many";
    },
    async recordDirect(operation, owner, { places, entries, details, sizeBytes }) {
      const { id } = operation;
      const width = PLACE_BYTES + (entries[0]?.identity.length ?? 0);
      await link.write(async (redis) => {
        // In the index first, so that the sweeper knows of whatever was begun; the record, which makes it count, last.
        const pipeline = redis
          .pipeline()
          .zadd(keys.operationsDirect, operation.createdAtMs, id)
          .pexpire(keys.operationsDirect, TTL_MS)
          .hset(keys.frozen(id), ...packed(entries, 0).flat())
          .hset(keys.details(id), 0, details)
          .set(keys.outcomes(id), letters.done.repeat(entries.length), "PX", FROZEN_TTL_MS)
          .pexpire(keys.frozen(id), FROZEN_TTL_MS)
          .pexpire(keys.details(id), FROZEN_TTL_MS)
          .hset(keys.operation(id), ...encodeEnded(operation, owner, { width, places, sizeBytes }))
          .pexpire(keys.operation(id), FROZEN_TTL_MS);
        for (const [error] of (await pipeline.exec()) ?? []) if (error) throw error;
      });
    },
    get: async (id) => (await read([id]))[0] ?? null,
    active: async () =>
      read(await link.read((redis) => redis.zrange(keys.operationsActive, 0, String(limits.operationsActive)))),
    page: (cursor, limit) => link.read((redis) => page(redis, keys, cursor, limit)),
    take: async (id, token, runner) => (await lease(id, "", token, runner, limits.operationLeaseMs, null)) !== null,
    async renew(id, token, runner, perSec) {
      const state = await lease(id, token, token, runner, limits.operationLeaseMs, perSec);
      return state === null ? null : operationState.parse(String(state));
    },
    async release(id, token) {
      await lease(id, token, "", "", 0, null);
    },
    restartFreeze: (id, token) => freeze(id, [token, "", 0, 0, 0, 0], [], []),
    appendFrozen(id, token, { from, entries, details, scanned, setSize }) {
      const width = entries[0] ? PLACE_BYTES + entries[0].identity.length : 0;
      return freeze(
        id,
        [token, from, from + entries.length, scanned, setSize, width],
        packed(entries, from / CHUNK),
        details.map((block, i): Field => [from / DETAIL_BLOCK + i, block]),
      );
    },
    async change(id, change) {
      const reply = await link.run(
        changeScript,
        [keys.operation(id), keys.operationsActive, keys.frozen(id), keys.outcomes(id), keys.details(id)],
        [
          id,
          `,${change.from.join(",")},`,
          change.token ?? "",
          change.to,
          ENDED.includes(change.to) ? "1" : "0",
          change.stamp ?? "",
          change.outcomes ?? 0,
          TTL_MS,
          FROZEN_TTL_MS,
          ...encodeChange(change.set ?? {}),
        ],
      );
      return reply === 1;
    },
    async chunks(record, first, count) {
      if (count === 0) return [];
      const fields = Array.from({ length: count }, (_, i) => String(first + i));
      const packed = await link.bulk((redis) => redis.hmgetBuffer(keys.frozen(record.operation.id), ...fields));
      return packed.map((bytes) => bytes && unpack(bytes, record.width));
    },
    async details(id, first, count) {
      const fields = Array.from({ length: count }, (_, i) => String(first + i));
      return count === 0 ? [] : link.bulk((redis) => redis.hmgetBuffer(keys.details(id), ...fields));
    },
    async selection(id) {
      const text = await link.bulk((redis) => redis.get(keys.selection(id)));
      return text ? text.split("\n") : [];
    },
    commit: (id, token) => ({ operationKey: keys.operation(id), outcomesKey: keys.outcomes(id), token }),
    outcomes: (id, fromIndex, count) =>
      link.read((redis) => redis.getrangeBuffer(keys.outcomes(id), fromIndex, fromIndex + count - 1)),
    async sweep(nowMs) {
      await sweepOperations(link, keys, nowMs, (ids) => read(ids));
      await sweepDirect(link, keys, nowMs);
    },
  };
}

async function readRecords(redis: Redis, keys: OwnKeys, ids: readonly string[]): Promise<OperationRecord[]> {
  const pipeline = redis.pipeline();
  for (const id of ids) pipeline.hgetall(keys.operation(id));
  const replies = (await pipeline.exec()) ?? [];
  return replies.flatMap(([error, fields]) => {
    if (error) throw error;
    const record = decodeRecord(asFields(fields));
    return record ? [record] : [];
  });
}

function asFields(reply: unknown): Record<string, string> {
  const fields: Record<string, string> = Object.create(null);
  if (typeof reply !== "object" || reply === null) return fields;
  for (const [name, value] of Object.entries(reply)) fields[name] = String(value);
  return fields;
}

/** Operations made in the same millisecond stand in the reverse order of their ids. */
const TIES = 50;

async function page(redis: Redis, keys: OwnKeys, cursor: string | null, limit: number) {
  const [score, last] = cursor?.split("~") ?? [];
  if (cursor !== null && (!/^\d{1,15}$/.test(score ?? "") || !last)) throw new AppError("invalid_cursor");
  const flat = await redis.zrevrangebyscore(
    keys.operations,
    score ?? "+inf",
    "-inf",
    "WITHSCORES",
    "LIMIT",
    0,
    limit + TIES,
  );
  const entries: { id: string; score: string }[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) entries.push({ id: flat[i] ?? "", score: flat[i + 1] ?? "" });
  const after = entries.filter((entry) => !last || entry.score !== score || entry.id < last);
  const shown = after.slice(0, limit);
  const records =
    shown.length === 0
      ? []
      : await readRecords(
          redis,
          keys,
          shown.map((entry) => entry.id),
        );
  const end = after.length > limit ? shown.at(-1) : undefined;
  return { records, nextCursor: end ? `${end.score}~${end.id}` : null };
}

type Field = [index: number, bytes: Buffer];
const PLACE_BYTES = 2;

function packed(entries: readonly FrozenEntry[], firstChunk: number): Field[] {
  const chunks: Field[] = [];
  for (let at = 0; at < entries.length; at += CHUNK) {
    const some = entries.slice(at, at + CHUNK);
    const width = PLACE_BYTES + (some[0]?.identity.length ?? 0);
    const bytes = Buffer.alloc(width * some.length);
    for (const [i, { place, identity }] of some.entries()) {
      bytes.writeUInt16BE(place, i * width);
      bytes.set(identity, i * width + PLACE_BYTES);
    }
    chunks.push([firstChunk + at / CHUNK, bytes]);
  }
  return chunks;
}

function unpack(bytes: Buffer, width: number): FrozenEntry[] {
  return Array.from({ length: Math.min(CHUNK, Math.floor(bytes.length / width)) }, (_, i) => ({
    place: bytes.readUInt16BE(i * width),
    identity: bytes.subarray(i * width + PLACE_BYTES, (i + 1) * width),
  }));
}
