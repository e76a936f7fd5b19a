import "server-only";
import type { ErrorScans } from "@/lib/stores/port";
import type { SidekiqContext } from "../context";
import { failedRows, waitingJobs } from "./rows";
import { countSpans, scanSpan } from "./scan";

export { failureOf, groupIdOf } from "./failure";

/** Failures of the three sets as groups; see `ErrorScans`. */
export function createErrorScans(ctx: SidekiqContext): ErrorScans {
  return {
    counts: (spans) => countSpans(ctx, spans),
    scan: (span, sink, limit, options) => scanSpan(ctx, span, sink, limit, options),
    rows: (set, scores, group, options) => failedRows(ctx, set, scores, group, options),
    waiting: (jobClass, queues, limit, options) => waitingJobs(ctx, jobClass, queues, limit, options),
  };
}
