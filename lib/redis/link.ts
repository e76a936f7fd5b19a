import "server-only";
import type { Redis } from "ioredis";
import type { SourceHealth } from "@/lib/domain/source.schema";
import type { Reply } from "./pipeline";
import type { ScanCommand } from "./scan-lane";

/**
 * The connections to one Redis: at most four, each for one kind of work, named `signalbox:VERSION:ROLE`.
 * A failure of any kind comes out as an AppError `source_*`; nothing here knows jobs. Its `params`: `source`
 * (address), `detail`, `sent` (the command may have reached the server, so a mutation's outcome is unknown) and
 * `reply` (first word of an error reply, such as `WRONGTYPE`; else null).
 */
export interface RedisLink {
  /** Short reads for pages and the snapshot. */
  read<T>(work: (redis: Redis) => Promise<T>): Promise<T>;
  /** Single writes. Never resent by the client library: a lost reply is an error the caller reports as `unknown`. */
  write<T>(work: (redis: Redis) => Promise<T>): Promise<T>;
  /** Reads of much at once, looked at where they arrive; see `ScanLane.ask`. */
  scan(commands: readonly ScanCommand[]): Promise<Reply[]>;
  /** Other scans and bulk chunks, so that they never queue in front of a page. */
  bulk<T>(work: (redis: Redis) => Promise<T>): Promise<T>;
  /** EVALSHA, loading the script when the server does not know it. Replies come as Buffers, integers and arrays of them. */
  run(
    script: Script,
    keys: readonly (string | Buffer)[],
    args: readonly (string | number | Buffer)[],
    lane?: "write" | "bulk",
  ): Promise<unknown>;
  health(): SourceHealth;
  /** Where it points, for people: host, port, db, user; never a password. */
  readonly address: { url: string; db: number; user: string | null };
  close(): Promise<void>;
}

export interface Script {
  readonly name: string;
  readonly lua: string;
}
