"use client";

import { useRouter } from "next/navigation";
import { useHotkeys } from "@/components/ui/hotkeys";
import { navItemsOf } from "./nav-items";
import { paths, useSource } from "./route";
import { useCurrentSource } from "./use-current-source";
import { useMayAudit } from "./use-live";

/** `g` and a letter goes to a section. */
export function useGoKeys(): void {
  const router = useRouter();
  const source = useSource();
  const facets = useCurrentSource()?.facets ?? [];
  const mayAudit = useMayAudit();
  const map: Record<string, () => void> = { "g h": () => router.push(paths.sources()) };
  if (mayAudit) map["g a"] = () => router.push(paths.audit());
  if (source !== null) {
    map["g i"] = () => router.push(paths.section(source, "about"));
    for (const { section, key } of navItemsOf(facets).flat())
      map[`g ${key}`] = () => router.push(paths.section(source, section));
  }
  useHotkeys(map);
}
