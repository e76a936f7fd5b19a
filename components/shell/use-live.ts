"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { ApiError } from "@/lib/api/client";
import { noteServerTime } from "@/lib/api/clock";
import { keys } from "@/lib/api/keys";
import { type LiveState, liveStore } from "@/lib/api/live-store";
import { overviewQuery } from "@/lib/api/queries/overview";
import { meQuery } from "@/lib/api/queries/sources";
import { followStream } from "@/lib/api/stream";
import type { Operation } from "@/lib/domain/operation.schema";
import { type Permission, roleAllows } from "@/lib/domain/permissions";
import type { RefusedVerb } from "@/lib/domain/source.schema";
import { useSource } from "./route";
import { useCurrentSource } from "./use-current-source";

const NONE: LiveState = { source: null, streaming: false, arrivedAtMs: null, failing: false };

export function useLiveState(): LiveState {
  return useSyncExternalStore(liveStore.subscribe, liveStore.get, () => NONE);
}

/** Holds the stream of the source in the address and writes what it says into the cache. Used once, by the shell. */
export function useFollowSource(): void {
  const source = useSource();
  const client = useQueryClient();
  useEffect(() => {
    if (source === null) return;
    liveStore.set({ source, streaming: false, arrivedAtMs: null, failing: false });
    return followStream(source, (message) => {
      if (message.type === "state") {
        liveStore.set({ streaming: message.connected, failing: !message.connected });
        return;
      }
      if (message.type === "snapshot") {
        // While the store does not answer the last numbers are sent again: their time is not that of the server.
        if (message.snapshot.health.state === "ok") noteServerTime(message.snapshot.atMs);
        client.setQueryData(keys.overview(source), message.snapshot);
        liveStore.set({ streaming: true, failing: false, arrivedAtMs: Date.now() });
        return;
      }
      client.setQueryData<Operation>([...keys.operations(source), "one", message.operation.id], message.operation);
    });
  }, [source, client]);
}

/** The last word on the source in the address, by stream or, without one, by polling; empty while it has never answered. */
export function useReading() {
  const source = useSource();
  const { streaming } = useLiveState();
  const query = useQuery({ ...overviewQuery(source ?? "", streaming), enabled: source !== null });
  const { dataUpdatedAt, isError } = query;
  useEffect(() => {
    if (dataUpdatedAt > 0) liveStore.set({ arrivedAtMs: dataUpdatedAt });
  }, [dataUpdatedAt]);
  useEffect(() => {
    if (isError) liveStore.set({ failing: true });
  }, [isError]);
  return query;
}

/** The live snapshot of the source in the address. Of a store that has never answered there is only its error. */
export function useSnapshot() {
  const { data, error, refetch } = useReading();
  const health = data?.health;
  const silent = health?.state === "down" && health.lastOkAtMs === null ? health : null;
  const why = useMemo(
    () => (silent === null ? null : new ApiError(503, { code: silent.code ?? "other", params: silent.params })),
    [silent],
  );
  return why === null ? { data, error, refetch } : { data: undefined, error: why, refetch };
}

/**
 * Whether the person may do this on the source in the address; false until it is known.
 * @param verb what the store itself may refuse although it takes other writes
 */
export function useMay(permission: Permission, verb?: RefusedVerb): boolean {
  const me = useQuery(meQuery()).data;
  const source = useCurrentSource();
  if (verb !== undefined && source?.refused.includes(verb)) return false;
  const changes = permission !== "jobs.reveal";
  return me !== undefined && !me.readOnly && !(changes && source?.readOnly) && roleAllows(me.role, permission);
}

/** Whether the person may read the record of what was done, whatever the source; false until it is known. */
export function useMayAudit(): boolean {
  const me = useQuery(meQuery()).data;
  return me !== undefined && roleAllows(me.role, "audit.read");
}
