"use client";

import { usePathname } from "next/navigation";
import { useMemo } from "react";
import { useHydrated } from "@/components/ui/use-hydrated";
import { parseRoute, type Route } from "./paths";

export { paths } from "./paths";

/** Null in the prerendered shell and during hydration. */
export function useRoute(): Route | null {
  const pathname = usePathname();
  const hydrated = useHydrated();
  return useMemo(() => (hydrated ? parseRoute(pathname) : null), [hydrated, pathname]);
}

/** The source in the address; null before hydration and outside of a source. */
export function useSource(): string | null {
  const route = useRoute();
  return route?.kind === "source" ? route.source : null;
}
