import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { AuditPage } from "@/lib/domain/audit.schema";
import { apiGet } from "../client";
import { keys } from "../keys";

export const auditQuery = (q: string, cursor: string | null) =>
  queryOptions({
    queryKey: [...keys.audit(), q, cursor],
    queryFn: ({ signal }) => apiGet<AuditPage>("/audit", { signal, query: { q, cursor } }),
    placeholderData: keepPreviousData,
  });
