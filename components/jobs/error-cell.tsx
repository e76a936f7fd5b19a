import type { JobEntry } from "@/lib/domain/job.schema";

/** A failure in one line: its class, then what it said. */
export function ErrorCell({ error }: { error: NonNullable<JobEntry["error"]> }) {
  return (
    <span data-tip="" className="block min-w-0 truncate">
      {error.class === null ? null : <bdi>{error.class}</bdi>}
      {error.class === null || error.message === null ? null : " "}
      {error.message === null ? null : <bdi className="text-ink-2">{error.message}</bdi>}
    </span>
  );
}
