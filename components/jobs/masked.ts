import type { ArgNode, JobDetail } from "@/lib/domain/job.schema";

/** What stands in the payload's text where a value was masked. */
export const MASK = "[FILTERED]";

/** Whether anything of this job is really hidden from the reader, so that revealing it would show more. */
export function hidesSomething(detail: JobDetail): boolean {
  if (!detail.masked) return false;
  return detail.payload.includes(MASK) || detail.argTree.some(isHidden) || detail.extras.some(isHidden);
}

function isHidden(node: ArgNode): boolean {
  return node.kind === "masked" || (node.children?.some(isHidden) ?? false);
}
