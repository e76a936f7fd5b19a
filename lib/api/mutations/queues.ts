import type { QueueActionRequest, QueueActionResult } from "@/lib/domain/action.schema";
import { encodeName } from "@/lib/domain/paths";
import { apiPost } from "../client";

export type QueueVerb = "pause" | "resume" | "clear";

/** @throws ApiError */
export function actOnQueue(source: string, queue: string, verb: QueueVerb, request: QueueActionRequest = {}) {
  return apiPost<QueueActionResult>(`/${source}/queues/${encodeName(queue)}/${verb}`, request);
}
