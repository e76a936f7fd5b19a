"use client";

import { useEffect, useSyncExternalStore } from "react";

let current: string | null = null;
const listeners = new Set<() => void>();

function name(next: string | null): void {
  current = next;
  for (const listener of listeners) listener();
}

/** Tells the path on top of the page what is open, where the address holds only its id. */
export function useNamedPage(title: string | null): void {
  useEffect(() => {
    name(title);
    return () => name(null);
  }, [title]);
}

export function usePageName(): string | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
    () => null,
  );
}
