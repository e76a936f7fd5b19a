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

export function createSessionState(state: RedisLink | null): SessionState {
  const own = memoryState();
  return state === null ? own : redisState(state, own);
}

/** @param own what this replica ended itself: stays true when the store is down, or has lost its data */
function redisState(state: RedisLink, own: MemoryState): SessionState {
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
        const [version, ended] = await state.read((redis) => redis.mget(versionKey(name), endedKey(sid)));
        return { version: version ?? own.version(name), ended: ended !== null && ended !== undefined };
      } catch {
        return null;
      }
    },
    async endAll(name) {
      const version = await own.endAll(name);
      await state.write((redis) => redis.set(versionKey(name), version, "EX", KEPT_SEC));
    },
    async end(sid) {
      await own.end(sid);
      await state.write((redis) => redis.set(endedKey(sid), "1", "EX", KEPT_SEC));
    },
  };
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
