import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { RestoreResult } from "@/lib/domain/trash.schema";
import { apiPost } from "../client";
import { keys } from "../keys";

/** Puts a batch back where it was, call by call until nothing is left; `onProgress` hears after each. */
export function useRestoreBatch(source: string, onProgress?: (sofar: RestoreResult) => void) {
  const invalidate = useTrashChanged(source);
  return useMutation({ mutationFn: (batch: string) => restoreAll(source, batch, onProgress), onSettled: invalidate });
}

/** Removes a batch for good; needs the right to purge. */
export function usePurgeBatch(source: string) {
  const invalidate = useTrashChanged(source);
  return useMutation({
    mutationFn: ({ id, entries }: { id: string; entries: number }) =>
      apiPost<{ purged: number }>(`${path(source, id)}/purge`, { expected: entries }),
    onSettled: invalidate,
  });
}

const path = (source: string, batch: string) => `/${source}/trash/${encodeURIComponent(batch)}`;

async function restoreAll(
  source: string,
  batch: string,
  onProgress: ((sofar: RestoreResult) => void) | undefined,
): Promise<RestoreResult> {
  const sum: RestoreResult = { restored: 0, gone: 0, refused: 0, left: 0 };
  for (;;) {
    const step = await apiPost<RestoreResult>(`${path(source, batch)}/restore`);
    sum.restored += step.restored;
    sum.gone += step.gone;
    sum.refused += step.refused;
    sum.left = step.left;
    onProgress?.({ ...sum });
    const moved = step.restored + step.gone;
    if (step.left === 0 || moved === 0) return sum;
  }
}

function useTrashChanged(source: string) {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: keys.trash(source) }),
      client.invalidateQueries({ queryKey: keys.jobs(source) }),
      client.invalidateQueries({ queryKey: keys.queues(source) }),
    ]);
}
