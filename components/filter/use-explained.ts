"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { explainFilter, type FilterNode } from "@/lib/domain/filter";

/** A filter in words. */
export function useExplained(): (node: FilterNode) => string {
  const t = useTranslations("filter.explain");
  return useCallback(
    (node) =>
      explainFilter(node)
        .map(({ id, params }) => t(id, { ...params }))
        .join(" ")
        .replaceAll("( ", "(")
        .replaceAll(" )", ")"),
    [t],
  );
}
