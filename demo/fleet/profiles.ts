import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Redis } from "ioredis";

const KEPT_SEC = 86_400;
const EVERY_MS = 7 * 60_000;

/** Runs whose jobs were pushed with a profile token, hours ago. */
const PAST = [
  { class: "Search::ReindexJob", token: "slow-reindex", hoursAgo: 5, elapsedSec: 1.92 },
  { class: "Video::TranscodeJob", token: "transcode-4k", hoursAgo: 3, elapsedSec: 41.7 },
  { class: "Imports::CsvRowJob", token: "imports", hoursAgo: 1, elapsedSec: 0.61 },
] as const;

/** Some profiles from earlier and one now and then, until `stop`. */
export async function startProfiles(redis: Redis): Promise<{ stop(): void }> {
  for (const past of PAST) await writeProfile(redis, past, Date.now() - past.hoursAgo * 3_600_000);
  const next = () => {
    const elapsedSec = 0.4 + Math.random();
    return writeProfile(redis, { class: "Search::ReindexJob", token: "slow-reindex", elapsedSec }, Date.now());
  };
  const timer = setInterval(() => void next().catch(() => {}), EVERY_MS);
  return { stop: () => clearInterval(timer) };
}

/** As `Sidekiq::Profiler` of 8.1: the hash `TOKEN-JID`, and its name in `profiles`, scored with its end. */
async function writeProfile(
  redis: Redis,
  run: { class: string; token: string; elapsedSec: number },
  startedAtMs: number,
): Promise<void> {
  const jid = randomBytes(12).toString("hex");
  const key = `${run.token}-${jid}`;
  const data = gzipSync(JSON.stringify(geckoProfile(run.class, startedAtMs, run.elapsedSec)));
  const endsAtSec = Math.floor(startedAtMs / 1_000) + KEPT_SEC;
  await redis
    .multi()
    .zadd("profiles", String(endsAtSec), key)
    .hset(key, {
      started_at: Math.floor(startedAtMs / 1_000),
      token: run.token,
      type: run.class,
      jid,
      filename: `/tmp/${key}.json`,
      elapsed: run.elapsedSec,
      size: data.length,
      data,
    })
    .expireat(key, endsAtSec)
    .exec();
}

/** Samples of one thread in the Firefox Profiler's own format, as vernier records them. */
function geckoProfile(name: string, startedAtMs: number, elapsedSec: number) {
  const stringArray = [`${name}#perform`, "PG::Connection#exec_params", "JSON.generate", "Net::HTTP#request"];
  const frames = stringArray.map((_, index) => index);
  const times = Array.from({ length: 400 }, (_, index) => (index * elapsedSec * 1_000) / 400);
  const each = <T>(value: T) => frames.map(() => value);
  return {
    meta: {
      interval: (elapsedSec * 1_000) / 400,
      startTime: startedAtMs,
      processType: 0,
      product: "Ruby/Vernier",
      stackwalk: 1,
      version: 28,
      preprocessedProfileVersion: 47,
      symbolicated: true,
      markerSchema: [],
      categories: [{ name: "Default", color: "grey", subcategories: ["Other"] }],
    },
    libs: [],
    threads: [
      {
        name: "sidekiq.processor",
        isMainThread: true,
        processType: "default",
        processStartupTime: 0,
        processShutdownTime: null,
        registerTime: 0,
        unregisterTime: null,
        pausedRanges: [],
        pid: "4120",
        tid: 1,
        samples: {
          length: times.length,
          stack: times.map(() => Math.floor(Math.random() * frames.length)),
          time: times,
          weight: times.map(() => 1),
          weightType: "samples",
        },
        stackTable: {
          length: frames.length,
          frame: frames,
          prefix: frames.map((index) => (index === 0 ? null : 0)),
          category: each(0),
          subcategory: each(0),
        },
        frameTable: {
          length: frames.length,
          address: each(-1),
          inlineDepth: each(0),
          category: each(0),
          subcategory: each(0),
          func: frames,
          nativeSymbol: each(null),
          innerWindowID: each(null),
          implementation: each(null),
          line: each(null),
          column: each(null),
        },
        funcTable: {
          length: frames.length,
          name: frames,
          isJS: each(false),
          relevantForJS: each(false),
          resource: each(-1),
          fileName: each(null),
          lineNumber: each(null),
          columnNumber: each(null),
        },
        resourceTable: { length: 0, lib: [], name: [], host: [], type: [] },
        nativeSymbols: { length: 0, libIndex: [], address: [], name: [], functionSize: [] },
        markers: { length: 0, data: [], name: [], startTime: [], endTime: [], phase: [], category: [] },
        stringArray,
      },
    ],
  };
}
