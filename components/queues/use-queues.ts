"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useSnapshot } from "@/components/shell/use-live";
import { queuesQuery } from "@/lib/api/queries/queues";
import type { QueueSummary } from "@/lib/domain/queue.schema";

/**
 * All queues, live. The snapshot carries them up to its bound; beyond it the list is asked for and the rates of
 * those the snapshot does carry are put in.
 */
export function useQueues(source: string) {
  const snapshot = useSnapshot();
  const live = snapshot.data;
  const complete = live !== undefined && live.queues.length >= live.sizes.queues;
  const list = useQuery({ ...queuesQuery(source), enabled: live !== undefined && !complete });
  const queues = useMemo<readonly QueueSummary[] | undefined>(() => {
    if (live === undefined || complete) return live?.queues;
    const flows = new Map(live.queues.map((queue) => [queue.name, queue]));
    return list.data?.queues.map((queue) => ({ ...queue, ...flowOf(flows.get(queue.name)) }));
  }, [live, complete, list.data]);
  return {
    queues,
    pausing: live?.pausing ?? "not_honoured",
    error: queues === undefined ? (snapshot.error ?? list.error) : null,
    refetch: () => void (complete ? snapshot.refetch() : list.refetch()),
  };
}

function flowOf(
  queue: QueueSummary | undefined,
): Pick<QueueSummary, "inPerMin" | "outPerMin" | "netPerMin" | "emptyInSec"> {
  const { inPerMin = null, outPerMin = null, netPerMin = null, emptyInSec = null } = queue ?? {};
  return { inPerMin, outPerMin, netPerMin, emptyInSec };
}
