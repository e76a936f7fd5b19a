import "server-only";
import { pipelined } from "@/lib/redis/pipeline";
import type { SidekiqContext } from "./context";
import { numberValue, type PayloadScan } from "./payload-scan";

/** `enqueued_at`: Sidekiq 8 writes integer milliseconds, 7 and older float seconds (which 8 reads correctly too). */
export type StampUnit = "ms" | "s";

const ASK_EVERY_MS = 2_000;
const PROCESSES_MAX = 1_000;
/** Above this a number is milliseconds: 1e11 s is the year 5138, 1e11 ms is 1973. */
const MILLISECONDS_FROM = 1e11;

/** The unit all live processes understand: ms when every one is 8 or later, seconds when any is older or does not say. */
export function liveUnitReader(context: SidekiqContext): () => Promise<StampUnit | null> {
  let asked = 0;
  let known: Promise<StampUnit | null> = Promise.resolve(null);
  return () => {
    const now = Date.now();
    if (now - asked >= ASK_EVERY_MS) {
      asked = now;
      known = readLiveUnit(context);
      known.catch(() => {
        asked = 0;
      });
    }
    return known;
  };
}

/** Where no process is alive, the unit of the job's own `created_at`. */
export function ownUnit(bytes: Buffer, scan: PayloadScan): StampUnit {
  const created = numberValue(bytes, scan, "created_at") ?? numberValue(bytes, scan, "enqueued_at") ?? 0;
  return created >= MILLISECONDS_FROM ? "ms" : "s";
}

async function readLiveUnit({ link, keys }: SidekiqContext): Promise<StampUnit | null> {
  return link.read(async (redis) => {
    const identities = new Set<string>();
    let cursor = "0";
    do {
      const [next, found] = await redis.sscan(keys.processes, cursor, "COUNT", 500);
      for (const identity of found) identities.add(identity);
      cursor = next;
    } while (cursor !== "0" && identities.size < PROCESSES_MAX);
    const infos = await pipelined(
      redis,
      [...identities].map((identity) => ["HGET", keys.process(identity), "info"]),
    );
    const majors = infos.filter((info) => Buffer.isBuffer(info)).map(majorOf);
    if (majors.length === 0) return null;
    return majors.every((major) => major >= 8) ? "ms" : "s";
  });
}

function majorOf(info: Buffer): number {
  try {
    const parsed: unknown = JSON.parse(info.toString());
    const version: unknown = typeof parsed === "object" && parsed !== null ? Reflect.get(parsed, "version") : null;
    return typeof version === "string" ? Number.parseInt(version, 10) || 0 : 0;
  } catch {
    return 0;
  }
}
