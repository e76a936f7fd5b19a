import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { LockEntry, LockKind, LockPage, LockState } from "@/lib/domain/lock.schema";
import { encodeName } from "@/lib/domain/paths";
import { apiGet } from "../client";
import { keys } from "../keys";

export interface LockView {
  kind: LockKind;
  cursor: string | null;
  q: string;
  olderThanSec: number | null;
  type: string | null;
  state: LockState | null;
}

/** One page; with a filter it may hold few locks and a cursor: the server looked as far as one request may. */
export const locksQuery = (source: string, view: LockView) =>
  queryOptions({
    queryKey: [...keys.locks(source), "list", view],
    queryFn: ({ signal }) => apiGet<LockPage>(`/${source}/locks`, { signal, query: { ...view, limit: 50 } }),
    placeholderData: keepPreviousData,
  });

export const lockQuery = (source: string, digest: string) =>
  queryOptions({
    queryKey: [...keys.locks(source), "one", digest],
    queryFn: ({ signal }) => apiGet<LockEntry>(`/${source}/locks/${encodeName(digest)}`, { signal }),
  });
