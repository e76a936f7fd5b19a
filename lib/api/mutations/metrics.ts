import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { IterationCancelResult } from "@/lib/domain/iteration.schema";
import type { DeployResult } from "@/lib/domain/metrics.schema";
import { apiPost } from "../client";
import { keys } from "../keys";

/** Marks a deploy at this minute. */
export function useMarkDeploy(source: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (label: string) => apiPost<DeployResult>(`/${source}/deploys`, { label }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.metrics(source) }),
  });
}

/** Asks an iterable job to stop at its next look. */
export function useCancelIteration(source: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ref: string) => apiPost<IterationCancelResult>(`/${source}/jobs/cancel`, { ref }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.jobs(source) }),
  });
}
