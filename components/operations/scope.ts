import type { Operation } from "@/lib/domain/operation.schema";

/** Nothing changes any more. */
export function isFinal(operation: Pick<Operation, "state">): boolean {
  return ["done", "cancelled", "failed", "discarded"].includes(operation.state);
}

/** How often an operation is asked for when no stream tells: quicker while it counts, which is short. */
export function pollMs(operation: Operation | undefined, streaming: boolean): number | false {
  if (operation === undefined) return 1_000;
  if (isFinal(operation)) return false;
  if (operation.state === "freezing") return 400;
  return streaming ? 3_000 : 1_000;
}

/** A key the server recognises when the same request comes twice; `crypto.randomUUID` is absent over plain http. */
export function requestKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
