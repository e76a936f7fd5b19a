"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useCallback, useMemo } from "react";
import { useJobColumns } from "@/components/jobs/job-columns";
import type { ListKind } from "@/components/jobs/list-spec";
import type { HeldRow } from "@/components/jobs/use-held-page";
import { paths } from "@/components/shell/route";
import { DataTable } from "@/components/table/data-table";
import { TextLink } from "@/components/ui/text-link";
import type { JobEntry } from "@/lib/domain/job.schema";
import type { SearchedPlace, SearchPlace } from "@/lib/domain/search.schema";

const SECTION = { retry: "retries", scheduled: "scheduled", dead: "dead" } as const;

/** What a search found in one place: its number, its first rows, and the way to all of them. */
export function FoundInPlace({
  source,
  place: { place, found, total, error },
  rows,
  q,
}: {
  source: string;
  place: SearchedPlace;
  rows: readonly JobEntry[];
  q: string;
}) {
  const t = useTranslations("filter.everywhere");
  const errors = useTranslations("errors");
  const router = useRouter();
  const open = useCallback((row: HeldRow) => router.push(paths.entry(source, row.job.ref)), [router, source]);
  const columns = useJobColumns(source, kindOf(place), open);
  const held = useMemo(() => rows.map((job): HeldRow => ({ key: job.ref, job, gone: false })), [rows]);
  const name = "set" in place ? t(`place.${place.set}`) : "queue" in place ? place.queue : t("place.running");
  return (
    <section>
      <h2 className="flex items-baseline gap-3 pb-1">
        <TextLink href={`${hrefOf(source, place)}?${new URLSearchParams({ q })}`}>
          <bdi className="wrap-anywhere font-strong">{name === "" ? "''" : name}</bdi>
        </TextLink>
        <span className="shrink-0 text-ink-2">
          {total === null || total === 0 ? t("found", { found }) : t("foundOf", { found, total })}
        </span>
      </h2>
      {error === null ? (
        <DataTable
          label={name}
          rows={held}
          columns={columns}
          rowId={(row) => row.key}
          onOpen={open}
          stickyHead={false}
          hotkeys={false}
        />
      ) : (
        <p className="text-bad">{errors("source_misconfigured", { reply: "WRONGTYPE", detail: "none" })}</p>
      )}
    </section>
  );
}

function kindOf(place: SearchPlace): ListKind | "running" {
  if ("set" in place) return place.set;
  return "queue" in place ? "queue" : "running";
}

function hrefOf(source: string, place: SearchPlace): string {
  if ("set" in place) return paths.section(source, SECTION[place.set]);
  return "queue" in place ? paths.queue(source, place.queue) : paths.section(source, "busy");
}
