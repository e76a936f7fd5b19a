"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { FacetPlace } from "@/components/filter/facet-place";
import { useSearchStream } from "@/components/filter/use-search-stream";
import { Button } from "@/components/ui/button";
import { ErrorPanel } from "@/components/ui/states";
import type { JobList } from "@/lib/api/queries/jobs";
import { FacetBar, SearchProgress } from "./later";

/**
 * The facets of a list without a filter, on demand: counting them reads all of it. `control` is what starts it and
 * then says how far it is.
 */
export function useListCounts(
  source: string,
  list: JobList,
  offered: boolean,
  onFilter: (q: string) => void,
): { control: ReactNode; facets: ReactNode } {
  const t = useTranslations("filter.progress");
  const [counting, setCounting] = useState(false);
  if (counting && !offered) setCounting(false);
  const asked = counting && offered;
  const stream = useSearchStream(source, asked ? { place: list, q: "", rows: 0, direction: "forward" } : null);
  const { update } = stream;
  if (!offered) return { control: null, facets: null };
  if (!asked) {
    const control = (
      <span className="flex h-7 items-center">
        <Button size="small" onClick={() => setCounting(true)}>
          {t("count")}
        </Button>
      </span>
    );
    return { control, facets: null };
  }
  return {
    control: (
      <SearchProgress
        counts
        progress={{
          ...stream,
          scanned: update?.scanned ?? 0,
          total: update?.total ?? null,
          found: update?.found ?? 0,
          slowed: update?.slowed ?? false,
          complete: update?.state === "done",
          takenAtMs: update?.nowMs ?? null,
        }}
      />
    ),
    facets:
      stream.error === null ? (
        <FacetPlace>
          {update?.facets ? <FacetBar facets={update.facets} value="" onChange={onFilter} /> : null}
        </FacetPlace>
      ) : (
        <ErrorPanel error={stream.error} onRetry={stream.again} />
      ),
  };
}
