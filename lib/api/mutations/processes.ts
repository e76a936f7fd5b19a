import type { ProcessActionRequest, ProcessActionResult } from "@/lib/domain/action.schema";
import { apiPost } from "../client";

/** Signals one process, or all of a host or tag. @throws ApiError */
export function signalProcesses(source: string, verb: "quiet" | "stop", request: ProcessActionRequest) {
  return apiPost<ProcessActionResult>(`/${source}/processes/${verb}`, request);
}
