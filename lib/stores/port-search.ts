import "server-only";
import type { JobEntry } from "@/lib/domain/job.schema";
import type { SearchPlace } from "@/lib/domain/search.schema";

export interface SearchRequest {
  /** null = what runs, every set and every queue. */
  places: readonly SearchPlace[] | null;
  q: string | null;
  /** Rows wanted of each place; what is found beyond is counted. */
  rows: number;
  direction: "forward" | "backward";
  queueGlobs?: readonly string[] | undefined;
}

export type SearchStep =
  | { kind: "places"; places: { place: SearchPlace; total: number | null }[]; nowMs: number }
  | {
      kind: "step";
      place: SearchPlace;
      /** Entries looked at in this step. */
      scanned: number;
      jobs: JobEntry[];
      /** One for everything found in this step. */
      facts: FoundFacts[];
      /** Once there is more than the rows: where the list's pages go on. */
      cursor: string | null;
      slowed: boolean;
      /** The place was looked through to its end. */
      complete: boolean;
      error: string | null;
    };

export interface FoundFacts {
  class: string | null;
  queue: string | null;
  error: string | null;
  createdAtMs: number | null;
}

export interface ValuesRequest {
  key: "class" | "queue" | "error" | "tag" | "bid" | "set" | "process" | "cron" | "lock" | "arg" | "argName";
  path: readonly string[] | null;
  places: readonly SearchPlace[] | null;
  queueGlobs?: readonly string[] | undefined;
}
