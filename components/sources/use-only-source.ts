"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { paths } from "@/components/shell/paths";
import type { SourceSummary } from "@/lib/domain/source.schema";

/** With a single source its overview is the start page. @returns true while going there */
export function useOnlySource(sources: readonly SourceSummary[] | undefined): boolean {
  const router = useRouter();
  const only = sources?.length === 1 ? sources[0]?.id : undefined;
  useEffect(() => {
    if (only !== undefined) router.replace(paths.section(only, "overview"));
  }, [only, router]);
  return only !== undefined;
}
