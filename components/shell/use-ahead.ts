"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useCallback, useEffect } from "react";
import { firstJobPageQuery } from "@/lib/api/queries/jobs";
import type { JobSetName } from "@/lib/domain/job.schema";
import type { NavItem, NavSection } from "./nav-items";
import { paths } from "./paths";

const SETS: Partial<Record<NavSection, JobSetName>> = { dead: "dead", retries: "retry", scheduled: "scheduled" };
const FRESH_MS = 2_000;

/** Loads the pages of the rail once this one has what it shows: a click then only asks for data. @param items none until then */
export function useSectionsAhead(source: string | null, items: readonly NavItem[]): void {
  const router = useRouter();
  const addresses = source === null ? "" : items.map(({ section }) => paths.section(source, section)).join(" ");
  useEffect(() => {
    if (addresses === "" || typeof requestIdleCallback === "undefined") return;
    const ahead = addresses.split(" ");
    // One at a time: a click in between need not wait for the scripts of all the others.
    const next = () => {
      const address = ahead.shift();
      if (address === undefined) return;
      router.prefetch(address);
      idle = requestIdleCallback(next);
    };
    let idle = requestIdleCallback(next);
    return () => cancelIdleCallback(idle);
  }, [router, addresses]);
}

/** @returns asks for the first page of a list when the pointer comes to its link, at the latest at the click */
export function useListAhead(source: string | null): (section: NavSection) => void {
  const client = useQueryClient();
  return useCallback(
    (section) => {
      const set = SETS[section];
      if (source === null || set === undefined) return;
      void client.prefetchQuery({ ...firstJobPageQuery(source, { set }), staleTime: FRESH_MS });
    },
    [client, source],
  );
}
