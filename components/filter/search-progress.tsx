"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { TimeAgo } from "@/components/ui/time-ago";

export interface Progress {
  scanned: number;
  /** Null for a caller who sees only some of the entries. */
  total: number | null;
  found: number;
  running: boolean;
  complete: boolean;
  slowed: boolean;
  takenAtMs: number | null;
  stop: () => void;
  again: () => void;
}

/** "312,000 of 1,040,000, 214 so far": how far a search is, and the way to stop it or start it anew. */
export function SearchProgress({ progress, counts = false }: { progress: Progress; counts?: boolean }) {
  const t = useTranslations("filter.progress");
  const { scanned, total, found, running, complete, slowed, takenAtMs } = progress;
  const all = Math.max(scanned, total ?? 0);
  return (
    <output className="flex h-7 min-w-0 items-center gap-2 whitespace-nowrap">
      <span className="truncate" data-tip="">
        {counts
          ? t(complete || total === null ? "counted" : "counting", { scanned, total: all })
          : complete
            ? t("all", { found, total: scanned })
            : total === null
              ? t("some", { found, scanned })
              : t("looked", { found, scanned, total: all })}
        {running && slowed ? <span className="text-ink-3"> · {t("slowed")}</span> : null}
        {!running && !complete ? <span className="text-ink-3"> · {t("stopped")}</span> : null}
      </span>
      {running ? (
        <Button size="small" onClick={progress.stop}>
          {t("stop")}
        </Button>
      ) : (
        <>
          {takenAtMs === null ? null : (
            <span className="text-ink-3">
              <TimeAgo atMs={takenAtMs} style="short" />
            </span>
          )}
          <Button size="small" onClick={progress.again}>
            {t(counts ? "countAgain" : "again")}
          </Button>
        </>
      )}
    </output>
  );
}
