"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { TimeAgo } from "@/components/ui/time-ago";
import type { JobSearch } from "./use-job-search";

/** How far a filter has looked, and the way on. */
export function ScanProgress({ search }: { search: JobSearch }) {
  const t = useTranslations("jobs.scan");
  const { scanned, total, complete, searching } = search;
  return (
    <output className="flex h-7 min-w-0 items-center gap-2 whitespace-nowrap">
      <span className="truncate">
        {t("found", { count: search.jobs.length })}
        {" · "}
        <span className="text-ink-2">{complete ? t("all", { total: scanned }) : t("looked", { scanned, total })}</span>
      </span>
      {searching ? (
        <Button size="small" onClick={search.stop}>
          {t("stop")}
        </Button>
      ) : complete ? (
        <>
          <span className="text-ink-3">
            <TimeAgo atMs={search.takenAtMs} style="short" />
          </span>
          <Button size="small" onClick={search.again}>
            {t("again")}
          </Button>
        </>
      ) : (
        <Button size="small" onClick={search.goOn}>
          {t("goOn")}
        </Button>
      )}
    </output>
  );
}
