import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { LockEntry, LockKind, LockReleaseResult } from "@/lib/domain/lock.schema";
import { apiPost } from "../client";
import { keys } from "../keys";

/** Lets go locks that are still as they were read. */
export function useReleaseLocks(source: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ kind, locks }: { kind: LockKind; locks: readonly Pick<LockEntry, "digest" | "token">[] }) =>
      apiPost<LockReleaseResult>(`/${source}/locks/release`, {
        kind,
        locks: locks.flatMap(({ digest, token }) => (token === null ? [] : [{ digest, token }])),
      }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.locks(source) }),
  });
}
