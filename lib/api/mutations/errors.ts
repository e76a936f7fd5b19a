import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ErrorStateRequest } from "@/lib/domain/error.schema";
import { apiPost } from "../client";
import { keys } from "../keys";

/** Resolves, ignores, reopens a group, or keeps its note and runbook. */
export function useMarkError(source: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (request: ErrorStateRequest) => apiPost<{ done: true }>(`/${source}/errors/${id}/state`, request),
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: keys.errors(source) });
      await client.invalidateQueries({ queryKey: keys.errorsEverywhere() });
    },
  });
}
