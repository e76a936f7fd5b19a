import "server-only";
import { randomBytes } from "node:crypto";
import type { RedisLink } from "@/lib/redis/link";
import { SESSION_LONGEST_MS } from "./session-times";

const KEPT_SEC = SESSION_LONGEST_MS / 1000 + 3600;
const ENDED_MAX = 10_000;

/** What ends sessions before their time, shared by all replicas through the state store. */
export interface SessionState {
  /** The version a new session of `name` carries. */
  versionAtLogin(name: string): Promise<string>;
  /** What holds now; null when the state store does not answer. */
  check(name: string, sid: string): Promise<{ version: string; ended: boolean } | null>;
  endAll(name: string): Promise<unknown>;
  end(sid: string): Promise<void>;
}

const versionKey = (name: string) => `signalbox:session:version:${Buffer.from(name).toString("base64url")}`;
const endedKey = (sid: string) => `signalbox:session:ended:${sid}`;
const newVersion = () => randomBytes(9).toString("base64url");

export function createSessionState(state: RedisLink | null, now: () => number): SessionState {
  const own = memoryState();
  return state === null ? own : redisState(state, own, now);
}

/** Sessions asked for within this are asked for together, and such an answer serves so long. */
const ASKED_MS = 6_000;
const ANSWER_MS = 800;
const TOGETHER_MAX = 50;

/** @param own what this replica ended itself: stays true when the store is down, or has lost its data */
function redisState(state: RedisLink, own: MemoryState, now: () => number): SessionState {
  const asked = new Map<string, { name: string; atMs: number }>();
  let held: { atMs: number; answers: Promise<ReadonlyMap<string, Found>> } | null = null;

  /** Open pages ask every few seconds, each at its own moment: one question for all of them. */
  async function ask(name: string, sid: string): Promise<Found | undefined> {
    const atMs = now();
    asked.delete(sid);
    asked.set(sid, { name, atMs });
    const known = held && atMs - held.atMs < ANSWER_MS ? (await held.answers).get(sid) : undefined;
    if (known) return known;
    for (const [id, one] of asked) if (one.atMs < atMs - ASKED_MS || asked.size > TOGETHER_MAX) asked.delete(id);
    const answers = readAll([...asked].map(([id, one]) => ({ sid: id, name: one.name })));
    held = { atMs, answers };
    return (await answers).get(sid);
  }

  async function readAll(sessions: readonly { sid: string; name: string }[]): Promise<ReadonlyMap<string, Found>> {
    const keys = sessions.flatMap(({ sid, name }) => [versionKey(name), endedKey(sid)]);
    const values = await state.read((redis) => redis.mget(keys));
    return new Map(
      sessions.map(({ sid }, i) => [
        sid,
        { version: values[2 * i] ?? null, ended: (values[2 * i + 1] ?? null) !== null },
      ]),
    );
  }

  return {
    async versionAtLogin(name) {
      try {
        return await state.write(async (redis) => {
          const version = await redis.get(versionKey(name));
          if (version !== null) await redis.expire(versionKey(name), KEPT_SEC);
          return version ?? own.version(name);
        });
      } catch {
        return own.version(name);
      }
    },
    async check(name, sid) {
      if (own.ended(sid)) return { version: "", ended: true };
      try {
        const found = await ask(name, sid);
        return found ? { version: found.version ?? own.version(name), ended: found.ended } : null;
      } catch {
        return null;
      }
    },
    async endAll(name) {
      const version = await own.endAll(name);
      await state.write((redis) => redis.set(versionKey(name), version, "EX", KEPT_SEC));
      held = null;
    },
    async end(sid) {
      await own.end(sid);
      asked.delete(sid);
      await state.write((redis) => redis.set(endedKey(sid), "1", "EX", KEPT_SEC));
    },
  };
}

interface Found {
  readonly version: string | null;
  readonly ended: boolean;
}

interface MemoryState extends SessionState {
  version(name: string): string;
  ended(sid: string): boolean;
  endAll(name: string): Promise<string>;
}

/** One replica, no store: ends with the process. */
function memoryState(): MemoryState {
  const versions = new Map<string, string>();
  const ended = new Set<string>();
  const version = (name: string) => versions.get(name) ?? "";
  return {
    version,
    ended: (sid) => ended.has(sid),
    versionAtLogin: async (name) => version(name),
    check: async (name, sid) => ({ version: version(name), ended: ended.has(sid) }),
    endAll: async (name) => {
      versions.set(name, newVersion());
      return version(name);
    },
    end: async (sid) => {
      ended.add(sid);
      const [oldest] = ended;
      if (ended.size > ENDED_MAX && oldest !== undefined) ended.delete(oldest);
    },
  };
}
