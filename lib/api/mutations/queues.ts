import type { QueueActionRequest, QueueActionResult } from "@/lib/domain/action.schema";
import type { JobPage } from "@/lib/domain/job.schema";
import { encodeName } from "@/lib/domain/paths";
import { apiGet, apiPost } from "../client";

export type QueueVerb = "pause" | "resume" | "clear" | "delete";

/** @throws ApiError */
export function actOnQueue(source: string, queue: string, verb: QueueVerb, request: QueueActionRequest = {}) {
  return apiPost<QueueActionResult>(`/${source}/queues/${encodeName(queue)}/${verb}`, request);
}

/** What a person is about to confirm: the size now and its newest entry; what arrives later stays. @throws ApiError */
export async function readQueueEnd(
  source: string,
  queue: string,
): Promise<{ expected: number; newestRef: string | null }> {
  const path = `/${source}/queues/${encodeName(queue)}/jobs`;
  const page = await apiGet<JobPage>(path, { query: { limit: 1, direction: "backward" } });
  return { expected: page.total, newestRef: page.jobs[0]?.ref ?? null };
}
