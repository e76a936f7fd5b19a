import "server-only";
import type { ErrorScans } from "@/lib/stores/port";
import type { SidekiqContext } from "../context";
import { readMarks } from "../metrics/marks";
import { failedRows, waitingJobs } from "./rows";
import { countSpans, scanSpan } from "./scan";

export { groupOfBytes } from "./failure";

const DAY_MS = 86_400_000;
/** Deploys further back make nothing new. */
const MARKS_MS = 7 * DAY_MS;

/** Failures of the three sets as groups; see `ErrorScans`. */
export function createErrorScans(ctx: SidekiqContext): ErrorScans {
  return {
    counts: (spans) => countSpans(ctx, spans),
    scan: (span, sink, limit, options) => scanSpan(ctx, span, sink, limit, options),
    rows: (set, scores, group, options) => failedRows(ctx, set, scores, group, options),
    async lastDeploy(nowMs) {
      const { marks } = await ctx.link.read((redis) => readMarks(redis, ctx, nowMs - MARKS_MS, nowMs + DAY_MS));
      return marks.at(-1) ?? null;
    },
    waiting: (jobClass, queues, limit, options) => waitingJobs(ctx, jobClass, queues, limit, options),
  };
}
