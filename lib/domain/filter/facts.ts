import type { FilterSet } from "./keys";

/** What a filter asks of one job. Everything as a viewer may see it: masked values are told apart, never given. */
export interface JobFacts {
  readonly nowMs: number;
  readonly set: FilterSet;
  readonly class: string | null;
  readonly queue: string | null;
  /** The error's class. */
  readonly error: string | null;
  /** The error's message in the pieces between masked parts. */
  readonly message: readonly string[];
  /** Sidekiq's and, where there is one, Active Job's. */
  readonly jids: readonly string[];
  readonly tags: readonly string[];
  readonly bid: string | null;
  /** Of a running job. */
  readonly process: string | null;
  /** The recurring entries that it is a run of. */
  readonly crons: readonly string[];
  readonly lock: string | null;
  /** Failed attempts so far; null before the first. */
  readonly retries: number | null;
  readonly createdAtMs: number | null;
  readonly enqueuedAtMs: number | null;
  /** The time its list shows: due, next attempt, died, started; in a queue when it was pushed. */
  readonly atMs: number | null;
  /** The id of its error's group; null without an error. */
  group(): string | null;
  /** What stands at a path of the arguments; null = every value in them. */
  args(path: readonly string[] | null): readonly ArgFact[];
  /** Everything that is shown of the job, in the pieces between masked parts. */
  texts(): Iterable<string>;
}

/** `text` is null of a list or an object; a `masked` one is neither equal to anything nor different from it. */
export interface ArgFact {
  readonly text: string | null;
  readonly masked: boolean;
}
