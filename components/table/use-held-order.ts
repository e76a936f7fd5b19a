"use client";

import { useMemo, useState } from "react";

/**
 * Keeps rows where they are while their numbers move. New rows go to the end, gone ones leave; `changed` says
 * that sorting now would give another order, `resort` does it.
 */
export function useHeldOrder<Row>(
  rows: readonly Row[],
  idOf: (row: Row) => string,
  compare: (a: Row, b: Row) => number,
) {
  const [held, setHeld] = useState<readonly string[]>([]);
  const ideal = useMemo(() => rows.toSorted(compare), [rows, compare]);
  const byId = useMemo(() => new Map(rows.map((row) => [idOf(row), row])), [rows, idOf]);

  const kept = held.filter((id) => byId.has(id));
  const known = new Set(kept);
  const order = [...kept, ...ideal.map(idOf).filter((id) => !known.has(id))];
  if (order.length !== held.length || order.some((id, index) => id !== held[index])) setHeld(order);

  const sequence = order.join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: `sequence` is what `order` says
  const inOrder = useMemo(() => order.flatMap((id) => byId.get(id) ?? []), [sequence, byId]);

  return {
    rows: inOrder,
    changed: order.some((id, index) => id !== idOf(ideal[index] as Row)),
    resort: () => setHeld(ideal.map(idOf)),
  };
}
