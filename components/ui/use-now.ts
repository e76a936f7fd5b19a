"use client";

import { useSyncExternalStore } from "react";
import { serverNow } from "@/lib/api/clock";

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const tick of listeners) tick();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/**
 * Text made from the server's clock, looked at once a second by one timer for the whole page; the component
 * renders again only when its text changes.
 */
export function useTicking(text: (nowMs: number) => string): string {
  return useSyncExternalStore(
    subscribe,
    () => text(serverNow()),
    () => "",
  );
}
