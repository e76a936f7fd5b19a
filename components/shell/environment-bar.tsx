"use client";

import { useCurrentSource } from "./use-current-source";

/** A thin line across every page in the colour of the environment; its name stands in the rail. */
export function EnvironmentBar() {
  const source = useCurrentSource();
  return <div data-env={source?.color} aria-hidden="true" className="env-bar fixed inset-x-0 top-0 z-30 h-0.5" />;
}
