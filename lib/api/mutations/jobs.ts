import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { JobActionRequest, JobActionResult } from "@/lib/domain/action.schema";
import type { JobDetail } from "@/lib/domain/job.schema";
import type { EnqueueRequest, MadeJob, ReplaceArgsRequest } from "@/lib/domain/job-edit.schema";
import { apiPost } from "../client";
import { keys } from "../keys";

/** A verb on at most 100 entries; everything that lists jobs is read again, whatever came of it. */
export function useJobAction(source: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (request: JobActionRequest) => apiPost<JobActionResult>(`/${source}/jobs/actions`, request),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.jobs(source) });
      void client.invalidateQueries({ queryKey: keys.queues(source) });
      void client.invalidateQueries({ queryKey: keys.trash(source) });
    },
  });
}

/** One entry with its masked values in clear; audited, never kept in the cache. */
export function useReveal(source: string) {
  return useMutation({
    mutationFn: (ref: string) => apiPost<JobDetail>(`/${source}/jobs/reveal`, { ref }),
    gcTime: 0,
  });
}

/** A job made from an entry: in its place with changed arguments, or beside it. */
export function useMakeJob(source: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (request: { replace: ReplaceArgsRequest } | { enqueue: EnqueueRequest }) =>
      "replace" in request
        ? apiPost<MadeJob>(`/${source}/jobs/replace`, request.replace)
        : apiPost<MadeJob>(`/${source}/jobs/enqueue`, request.enqueue),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.jobs(source) });
      void client.invalidateQueries({ queryKey: keys.queues(source) });
      void client.invalidateQueries({ queryKey: keys.trash(source) });
    },
  });
}

/** 128 random bits, 22 characters: what makes a request that is sent twice one job. */
export function makeToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}
