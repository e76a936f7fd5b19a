import { queryOptions } from "@tanstack/react-query";
import type { Access } from "@/lib/domain/access.schema";
import { apiGet } from "../client";
import { keys } from "../keys";
import { refresh } from "../refresh";

export const accessQuery = () =>
  queryOptions({
    queryKey: keys.access(),
    queryFn: ({ signal }) => apiGet<Access>("/access", { signal }),
    ...refresh.slow(),
  });
