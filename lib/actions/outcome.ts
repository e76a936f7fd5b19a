import "server-only";
import type { OutcomeStatus } from "@/lib/domain/action.schema";

/** The audit outcome of one thing. */
export function single(status: OutcomeStatus, count = 1) {
  return { requested: count, done: 0, gone: 0, refused: 0, unknown: 0, [status]: count };
}
