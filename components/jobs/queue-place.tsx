import type { ReactNode } from "react";

/** What stands above the jobs of a queue: as high before it has come as after, so that no row moves. */
export function QueuePlace({ children }: { children?: ReactNode }) {
  return <div className="min-h-23 phone:min-h-51">{children}</div>;
}
