"use client";

import { useState } from "react";
import { identities } from "@/lib/domain/identity";
import type { JobEntry, JobPage } from "@/lib/domain/job.schema";
import { type ListChange, type ListOrder, listChange } from "./list-change";

export interface HeldRow {
  key: string;
  job: JobEntry;
  /** It was here when the page was taken and is no longer. */
  gone: boolean;
}

export interface HeldPage {
  rows: readonly HeldRow[];
  /** Null while the page shows exactly what the store holds. */
  change: ListChange | null;
  /** Shows the newest reading. */
  show: () => void;
  /** Shows the next reading that arrives: after an action of one's own. */
  showNext: () => void;
}

interface Held {
  view: string;
  page: JobPage;
  /** Reading after which the page is replaced whatever changed; null = only when nobody works on it. */
  replaceAfter: number | null;
}

/**
 * Keeps the rows somebody works on where they are while the list is read again and again. Values inside rows
 * follow each reading; rows come, go and change places only when `working()` says no, or on demand.
 */
export function useHeldPage(
  view: string,
  fresh: JobPage | undefined,
  readAt: number,
  order: ListOrder,
  working: boolean,
): HeldPage {
  const [held, setHeld] = useState<Held | null>(null);
  const current = held !== null && held.view === view ? held : null;
  const change = current === null || fresh === undefined ? null : listChange(current.page, fresh, order);
  const same = change === null || sameOrder(current?.page, fresh);
  const replace = current === null || !working || (current.replaceAfter !== null && readAt > current.replaceAfter);

  if (fresh !== undefined && current?.page !== fresh && (same || replace)) {
    setHeld({ view, page: fresh, replaceAfter: null });
  }
  const page = fresh !== undefined && (same || replace) ? fresh : (current?.page ?? fresh);
  const settled = page === fresh;
  return {
    rows: page === undefined ? [] : rowsOf(page, settled ? undefined : fresh, settled ? null : change),
    change: settled ? null : change,
    show: () => {
      if (fresh !== undefined) setHeld({ view, page: fresh, replaceAfter: null });
    },
    showNext: () => {
      if (page !== undefined) setHeld({ view, page, replaceAfter: readAt });
    },
  };
}

function sameOrder(held: JobPage | undefined, fresh: JobPage | undefined): boolean {
  if (held === undefined || fresh === undefined || held.jobs.length !== fresh.jobs.length) return false;
  const freshKeys = identities(fresh.jobs);
  return identities(held.jobs).every((key, index) => key === freshKeys[index]);
}

function rowsOf(page: JobPage, fresh: JobPage | undefined, change: ListChange | null): HeldRow[] {
  const newer = new Map<string, JobEntry>();
  if (fresh !== undefined) {
    const keys = identities(fresh.jobs);
    fresh.jobs.forEach((job, index) => {
      newer.set(keys[index] ?? "", job);
    });
  }
  return identities(page.jobs).flatMap((key, index) => {
    const job = newer.get(key) ?? page.jobs[index];
    return job === undefined ? [] : [{ key, job, gone: change?.gone.has(key) ?? false }];
  });
}
