"use client";

import { useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { useCallback } from "react";
import { FacetBar } from "@/components/filter/facet-bar";
import { FacetPlace } from "@/components/filter/facet-place";
import { FilterBar } from "@/components/filter/filter-bar";
import { FilterChips } from "@/components/filter/filter-chips";
import { SearchProgress } from "@/components/filter/search-progress";
import { useSentFilter } from "@/components/filter/use-filter";
import { useSearchStream } from "@/components/filter/use-search-stream";
import { AllMenu } from "@/components/jobs/all-menu";
import { ExportMenu } from "@/components/jobs/export-menu";
import { useBulkVerbs } from "@/components/jobs/use-bulk-verbs";
import { useMay } from "@/components/shell/use-live";
import { Empty, ErrorPanel } from "@/components/ui/states";
import type { JobVerb } from "@/lib/domain/action.schema";
import type { JobSetName } from "@/lib/domain/job.schema";
import { FoundInPlace } from "./found-in-place";
import { keyOfPlace, rowsByPlace } from "./places";

const ROWS = 8;

/** One filter over what runs, every set and every queue; below a Suspense boundary only. */
export function SearchEverywhere({ source }: { source: string }) {
  const t = useTranslations("filter.everywhere");
  const [text, setText] = useQueryState("q", parseAsString.withDefault(""));
  const change = useCallback((value: string) => void setText(value === "" ? null : value), [setText]);
  const sent = useSentFilter(text);
  const asked = text.trim() !== "" && sent.problem === null;
  const stream = useSearchStream(source, asked ? { place: null, q: sent.q, rows: ROWS, direction: "forward" } : null);
  const { update } = stream;
  const rows = rowsByPlace(stream.jobs);
  const found = (update?.places ?? []).filter((place) => place.found > 0 || place.error !== null);
  const bulk = useBulkVerbs(source);
  const may = useMay("jobs.operate");
  const failed = found.flatMap(({ place, found: count }) =>
    "set" in place && place.set !== "scheduled" && count > 0 ? [{ set: place.set, count }] : [],
  );
  const failures = failed.reduce((sum, { count }) => sum + count, 0);
  const askAll = (verb: JobVerb) => {
    const sets = failed.map(({ set }): JobSetName => set);
    bulk.ask(verb, { sets, q: sent.q }, failures);
  };
  return (
    <>
      <div className="flex flex-wrap items-start gap-x-3 gap-y-1 pb-2">
        <FilterBar source={source} place={null} label={t("label")} value={text} onChange={change} />
        {update === null ? null : (
          <SearchProgress
            progress={{
              ...stream,
              scanned: update.scanned,
              total: update.total,
              found: update.found,
              slowed: update.slowed,
              complete: update.state === "done",
              takenAtMs: update.nowMs,
            }}
          />
        )}
        <span className="flex-1" />
        {may && failures > 0 ? (
          <AllMenu
            verbs={["retry", "move", "delete"]}
            filtered
            failed
            count={failures}
            counting={update?.state !== "done"}
            onAsk={askAll}
          />
        ) : null}
        {asked ? <ExportMenu source={source} list={null} q={sent.q} order="forward" /> : null}
      </div>
      <FilterChips value={text} onChange={change} />
      {asked ? (
        <FacetPlace>
          {update?.facets ? <FacetBar facets={update.facets} value={text} onChange={change} /> : null}
        </FacetPlace>
      ) : null}
      {stream.error === null ? null : <ErrorPanel error={stream.error} onRetry={stream.again} />}
      {asked ? null : <Empty title={t("start")}>{t("startHelp")}</Empty>}
      {update?.state === "done" && found.length === 0 ? (
        <Empty title={t("nothing")}>{t("nothingHelp", { total: update.scanned })}</Empty>
      ) : null}
      <div className="grid grid-cols-1 gap-4 pt-2">
        {found.map((place) => (
          <FoundInPlace
            key={keyOfPlace(place.place)}
            source={source}
            place={place}
            rows={rows.get(keyOfPlace(place.place)) ?? []}
            q={text}
          />
        ))}
      </div>
      {bulk.dialogs}
    </>
  );
}
