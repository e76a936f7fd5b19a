import "server-only";
import { createHash } from "node:crypto";
import type { Redis } from "ioredis";
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { AppError } from "@/lib/errors/app-error";
import type { RedisLink } from "@/lib/redis/link";
import { limitKey } from "./client-ip";

const WINDOW_SEC = 15 * 60;
/** Wrong passwords for one name before further tries are slowed down. */
const PER_USER = 5;
/** Wrong passwords from one address before it has to wait for the window to end. */
const PER_ADDRESS = 20;
/** The longest wait between two tries for one name: a delay, so that nobody can lock an admin out. */
const SLOWEST_SEC = 60;

/** An address that somebody came in from keeps its own way in for so long, whatever others try under the name. */
const KNOWN_SEC = 14 * 86_400;

interface Counters {
  readonly user: RateLimiterAbstract;
  readonly address: RateLimiterAbstract;
  readonly slot: RateLimiterAbstract;
  readonly known: RateLimiterAbstract;
}

export interface LoginLimiter {
  /** Counts a try before the password is looked at. @throws AppError `too_many_requests` with `retryAfterSec` */
  attempt(name: string, ip: string | null): Promise<void>;
  /** Takes the try back after the right password. */
  succeeded(name: string, ip: string | null): Promise<void>;
}

/** Counts in the state store, shared by all replicas; in memory while there is none or it does not answer. */
export function createLoginLimiter(state: RedisLink | null): LoginLimiter {
  const memory = counters((options) => new RateLimiterMemory(options));
  const perClient = new WeakMap<Redis, Counters>();

  function ofClient(redis: Redis): Counters {
    const known = perClient.get(redis);
    if (known) return known;
    const made = counters((options) => new RateLimiterRedis({ ...options, storeClient: redis }));
    perClient.set(redis, made);
    return made;
  }

  async function using<T>(work: (counters: Counters) => Promise<T>): Promise<T> {
    if (state === null) return work(memory);
    try {
      return await state.write((redis) => work(ofClient(redis)).catch(passRefusal));
    } catch (error) {
      if (error instanceof AppError && error.code === "too_many_requests") throw error;
      return work(memory);
    }
  }

  return {
    attempt: (name, ip) => using((counted) => attempt(counted, userKey(name), limitKey(ip))),
    succeeded: (name, ip) =>
      using(async ({ user, address, slot, known }) => {
        await Promise.all([
          user.delete(userKey(name)),
          slot.delete(userKey(name)),
          address.reward(limitKey(ip)),
          known.set(knownKey(userKey(name), limitKey(ip)), 1, KNOWN_SEC),
        ]);
      }),
  };
}

async function attempt({ user, address, slot, known }: Counters, name: string, ip: string): Promise<void> {
  const fromAddress = await address.consume(ip);
  if (fromAddress.consumedPoints > PER_ADDRESS) throw tooMany(fromAddress.msBeforeNext);
  const forUser = await user.consume(name);
  const over = forUser.consumedPoints - PER_USER;
  if (over <= 0 || (await known.get(knownKey(name, ip))) !== null) return;
  const waitSec = Math.min(SLOWEST_SEC, 2 ** Math.min(over, 10));
  const turn = await slot.consume(name, 1, { customDuration: waitSec });
  if (turn.consumedPoints > 1) throw tooMany(turn.msBeforeNext);
}

const UNBOUNDED = Number.MAX_SAFE_INTEGER;

function counters(make: (options: { keyPrefix: string; points: number; duration: number }) => RateLimiterAbstract) {
  const counter = (kind: string) =>
    make({ keyPrefix: `signalbox:login:${kind}`, points: UNBOUNDED, duration: WINDOW_SEC });
  return { user: counter("user"), address: counter("address"), slot: counter("slot"), known: counter("known") };
}

const userKey = (name: string) => createHash("sha256").update(name).digest("base64url").slice(0, 22);

const knownKey = (user: string, ip: string) => userKey(`${user} ${ip}`);

const tooMany = (ms: number) => new AppError("too_many_requests", { retryAfterSec: Math.max(1, Math.ceil(ms / 1000)) });

/** The library rejects with its own result object, which is no Error. */
function passRefusal(error: unknown): never {
  if (error instanceof RateLimiterRes) throw tooMany(error.msBeforeNext);
  throw error;
}
