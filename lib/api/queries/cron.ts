import { queryOptions } from "@tanstack/react-query";
import type { CronList } from "@/lib/domain/cron.schema";
import { apiGet } from "../client";
import { keys } from "../keys";
import { refresh } from "../refresh";

export const cronQuery = (source: string) =>
  queryOptions({
    queryKey: keys.cron(source),
    queryFn: ({ signal }) => apiGet<CronList>(`/${source}/cron`, { signal }),
    ...refresh.list(),
  });
