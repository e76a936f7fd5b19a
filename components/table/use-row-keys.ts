"use client";

import { type KeyboardEvent, type RefObject, useState } from "react";
import { type Hotkeys, useHotkeys } from "@/components/ui/hotkeys";
import type { Selection } from "./use-selection";

interface RowKeysOptions<Row> {
  ids: readonly string[];
  rowOf: (id: string) => Row | undefined;
  body: RefObject<HTMLTableSectionElement | null>;
  selection: Selection | undefined;
  onOpen: ((row: Row) => void) | undefined;
  rowKeys: Readonly<Record<string, (row: Row) => void>> | undefined;
  enabled: boolean;
  scrollTo: (index: number) => void;
}

/** j and k move, x ticks, X ticks up to here, Enter opens. The focused row is remembered by its id. */
export function useRowKeys<Row>(options: RowKeysOptions<Row>) {
  const { ids, rowOf, body, selection, onOpen, rowKeys, scrollTo } = options;
  const [focused, setFocused] = useState<string | null>(null);
  /** The neighbours of the focused row: once it has gone, they tell where it was. */
  const [around, setAround] = useState<{ before?: string | undefined; after?: string | undefined }>({});
  const at = focused === null ? -1 : ids.indexOf(focused);
  const [before, after] = [ids[at - 1], ids[at + 1]];
  if (at >= 0 && (around.before !== before || around.after !== after)) setAround({ before, after });
  const place =
    around.after !== undefined && ids.includes(around.after)
      ? ids.indexOf(around.after)
      : 1 + ids.indexOf(around.before ?? "");

  const focus = (index: number) => {
    const id = ids[Math.max(0, Math.min(index, ids.length - 1))];
    if (id === undefined) return;
    setFocused(id);
    scrollTo(ids.indexOf(id));
    requestAnimationFrame(() => {
      const row = [...(body.current?.children ?? [])].find((child) => child.getAttribute("data-row") === id);
      if (row instanceof HTMLElement) row.focus({ preventScroll: false });
    });
  };
  const move = (step: number) => {
    if (focused === null) focus(0);
    else if (at < 0) focus(step > 0 ? place : place - 1);
    else focus(at + step);
  };
  const onRow = (run: (row: Row, id: string) => void) => () => {
    const row = focused === null ? undefined : rowOf(focused);
    if (row !== undefined && focused !== null) run(row, focused);
  };

  const map: Record<string, Hotkeys[string]> = { j: () => move(1), k: () => move(-1) };
  if (selection !== undefined) {
    map.x = onRow((_, id) => selection.toggle(id, false));
    map.X = onRow((_, id) => selection.toggle(id, true));
    map["mod+a"] = () => selection.setAll(ids, true);
  }
  for (const [key, run] of Object.entries(rowKeys ?? {})) map[key] = onRow(run);
  useHotkeys(map, options.enabled && ids.length > 0);
  /** Enter and the arrows act only where the row itself has the focus, not a control in it. */
  const onRowKey = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === "Enter") onRow((row) => onOpen?.(row))();
    else if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else return;
    event.preventDefault();
  };

  return {
    focusable: at >= 0 ? focused : (ids[Math.min(place, ids.length - 1)] ?? null),
    onFocus: setFocused,
    onRowKey,
  };
}
