"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import type { JobSearch } from "./use-job-search";

/** Below the rows of a search: how many of those found are shown, and the way to the next. */
export function MoreRows({ search }: { search: JobSearch }) {
  const t = useTranslations("jobs.more");
  if (search.jobs.length === 0 || (search.more === null && !search.loadingMore)) return null;
  return (
    <p className="flex items-center gap-3 py-2 text-ink-2">
      {t("shown", { shown: search.jobs.length, found: Math.max(search.found, search.jobs.length) })}
      <Button size="small" pending={search.loadingMore} onClick={() => search.more?.()}>
        {t("read")}
      </Button>
    </p>
  );
}
