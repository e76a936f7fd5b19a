"use client";

import { useSyncExternalStore } from "react";

const never = () => () => {};

/** False in the prerendered shell and during its hydration, true from then on. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
