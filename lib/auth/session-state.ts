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
  endAll(name: string): Promise<void>;
  end(sid: string): Promise<void>;
}

const versionKey = (name: string) => `signalbox:session:version:${Buffer.from(name).toString("base64url")}`;
const endedKey = (sid: string) => `signalbox:session:ended:${sid}`;
const newVersion = () => randomBytes(9).toString("base64url");

export function createSessionState(state: RedisLink | null): SessionState {
  return state === null ? memoryState() : redisState(state);
}

function redisState(state: RedisLink): SessionState {
  return {
    async versionAtLogin(name) {
      try {
        return await state.write(async (redis) => {
          const version = await redis.get(versionKey(name));
          if (version !== null) await redis.expire(versionKey(name), KEPT_SEC);
          return version ?? "";
        });
      } catch {
        return "";
      }
    },
    async check(name, sid) {
      try {
        const [version, ended] = await state.read((redis) => redis.mget(versionKey(name), endedKey(sid)));
        return { version: version ?? "", ended: ended !== null && ended !== undefined };
      } catch {
        return null;
      }
    },
    async endAll(name) {
      await state.write((redis) => redis.set(versionKey(name), newVersion(), "EX", KEPT_SEC));
    },
    async end(sid) {
      await state.write((redis) => redis.set(endedKey(sid), "1", "EX", KEPT_SEC));
    },
  };
}

/** One replica, no store: ends with the process, as do all sessions it counts. */
function memoryState(): SessionState {
  const versions = new Map<string, string>();
  const ended = new Set<string>();
  return {
    versionAtLogin: async (name) => versions.get(name) ?? "",
    check: async (name, sid) => ({ version: versions.get(name) ?? "", ended: ended.has(sid) }),
    endAll: async (name) => {
      versions.set(name, newVersion());
    },
    end: async (sid) => {
      ended.add(sid);
      const [oldest] = ended;
      if (ended.size > ENDED_MAX && oldest !== undefined) ended.delete(oldest);
    },
  };
}
