import { queryOptions } from "@tanstack/react-query";
import type { QueueList } from "@/lib/domain/queue.schema";
import { apiGet } from "../client";
import { keys } from "../keys";
import { refresh } from "../refresh";

export const queuesQuery = (source: string) =>
  queryOptions({
    queryKey: keys.queues(source),
    queryFn: ({ signal }) => apiGet<QueueList>(`/${source}/queues`, { signal }),
    ...refresh.list(),
  });
