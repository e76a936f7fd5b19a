"use client";

import { useCallback, useRef, useState } from "react";

export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** Ticks one row; with `range` all between it and the last one ticked. */
  toggle: (id: string, range: boolean) => void;
  setAll: (ids: readonly string[], on: boolean) => void;
  clear: () => void;
}

/** Ticked rows by id, in the order of `orderedIds` for ranges. A row that leaves the list stays ticked until cleared. */
export function useSelection(orderedIds: readonly string[]): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<string | null>(null);
  const order = useRef(orderedIds);
  order.current = orderedIds;

  const toggle = useCallback((id: string, range: boolean) => {
    const from = range && anchor.current !== null ? order.current.indexOf(anchor.current) : -1;
    const to = order.current.indexOf(id);
    setIds((before) => {
      const next = new Set(before);
      const on = !before.has(id);
      const touched = from < 0 || to < 0 ? [id] : order.current.slice(Math.min(from, to), Math.max(from, to) + 1);
      for (const each of touched) {
        if (on) next.add(each);
        else next.delete(each);
      }
      return next;
    });
    anchor.current = id;
  }, []);

  const setAll = useCallback((all: readonly string[], on: boolean) => setIds(new Set(on ? all : [])), []);
  const clear = useCallback(() => setIds(new Set()), []);
  return { ids, toggle, setAll, clear };
}
