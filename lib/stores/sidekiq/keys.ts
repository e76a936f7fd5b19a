import "server-only";
import type { JobSetName } from "@/lib/domain/job.schema";

/** Sidekiq's key names, with the redis-namespace that 6.x and older may use. Values are never prefixed. */
export interface SidekiqKeys {
  readonly prefix: string;
  readonly queues: string;
  readonly paused: string;
  readonly processes: string;
  readonly leader: string;
  readonly digests: string;
  readonly expiringDigests: string;
  queue(name: string): string;
  set(name: JobSetName): string;
  stat(name: "processed" | "failed", date?: string): string;
  process(identity: string): string;
  /** 6.4 and later. */
  work(identity: string): string;
  /** 6.3 and older. */
  workers(identity: string): string;
  signals(identity: string): string;
  iteration(jid: string): string;
  any(name: string): string;
}

export function sidekiqKeys(namespace: string | null): SidekiqKeys {
  const prefix = namespace ? `${namespace}:` : "";
  return {
    prefix,
    queues: `${prefix}queues`,
    paused: `${prefix}paused`,
    processes: `${prefix}processes`,
    leader: `${prefix}dear-leader`,
    digests: `${prefix}uniquejobs:digests`,
    expiringDigests: `${prefix}uniquejobs:expiring_digests`,
    queue: (name) => `${prefix}queue:${name}`,
    set: (name) => `${prefix}${name === "scheduled" ? "schedule" : name}`,
    stat: (name, date) => `${prefix}stat:${name}${date ? `:${date}` : ""}`,
    process: (identity) => `${prefix}${identity}`,
    work: (identity) => `${prefix}${identity}:work`,
    workers: (identity) => `${prefix}${identity}:workers`,
    signals: (identity) => `${prefix}${identity}-signals`,
    iteration: (jid) => `${prefix}it-${jid}`,
    any: (name) => `${prefix}${name}`,
  };
}
