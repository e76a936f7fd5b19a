import "server-only";

/** One configured store, from `SIGNALBOX_SOURCES`, or made of `REDIS_URL` alone (id `default`). */
export interface SourceConfig {
  readonly id: string;
  readonly label: string;
  readonly kind: "sidekiq";
  /** `redis://`, `rediss://` or `unix://`, with user, password and DB as Sidekiq reads it. Never printed. */
  readonly url: string;
  readonly namespace: string | null;
  readonly environment: string | null;
  readonly color: "slate" | "red" | "orange" | "amber" | "green" | "teal" | "blue" | "violet" | "pink";
  readonly readOnly: boolean;
  /** Extra PEM files for `rediss://`. */
  readonly tls: { caFile: string | null; certFile: string | null; keyFile: string | null } | null;
}
