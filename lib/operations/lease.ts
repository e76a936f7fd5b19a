import "server-only";
import { limits } from "@/lib/config/limits";
import type { OperationState } from "@/lib/domain/operation.schema";
import type { OperationStore } from "@/lib/state/operation-store";

/** The right of this replica to work on one operation, renewed in the background until released. */
export interface Lease {
  readonly token: string;
  /** Aborts when the lease is another's or the process is told to stop. */
  readonly signal: AbortSignal;
  /** As last heard from the store. */
  state(): OperationState | null;
  /** Entries per second of late, to be shown. */
  rate: number | null;
  release(): Promise<void>;
}

export function holdLease(
  state: OperationStore,
  id: string,
  token: string,
  runner: string,
  stopping: AbortSignal,
): Lease {
  const lost = new AbortController();
  let known: OperationState | null = null;
  let renewing: Promise<void> = Promise.resolve();
  const renew = async () => {
    try {
      known = await state.renew(id, token, runner, lease.rate);
      if (known === null) lost.abort();
    } catch {
      // The store does not answer; whether the lease still stands is for the next script to say.
    }
  };
  const timer = setInterval(() => {
    renewing = renewing.then(renew);
  }, limits.operationRenewMs);
  const lease: Lease = {
    token,
    signal: AbortSignal.any([lost.signal, stopping]),
    state: () => known,
    rate: null,
    async release() {
      clearInterval(timer);
      await renewing;
      await state.release(id, token).catch(() => {});
    },
  };
  return lease;
}
