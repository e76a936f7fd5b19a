import "server-only";
import type { RedisLink } from "@/lib/redis/link";
import type { SidekiqKeys } from "./keys";

/** What every part of the Sidekiq store works on. */
export interface SidekiqContext {
  readonly link: RedisLink;
  readonly keys: SidekiqKeys;
  /** redis-namespace of the source, or null. */
  readonly namespace: string | null;
}
